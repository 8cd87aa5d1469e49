use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// A byte order mark in UTF-8 that a program took for Windows-1252.
const MISREAD_MARK: &str = "ï»¿";

/// The lines of a text, whichever ends they have.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    is_first: bool,
    /// The last line ended with a carriage return. A line feed after it ends no other line.
    ended_with_return: bool,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, is_first: true, ended_with_return: false }
    }

    /// The next line without its end.
    pub fn line(&mut self) -> io::Result<Option<String>> {
        let (mut line, mut is_line) = (Vec::new(), false);
        loop {
            let bytes = self.reader.fill_buf()?;
            let Some(first) = bytes.first() else { break };
            if std::mem::take(&mut self.ended_with_return) && *first == b'\n' {
                self.reader.consume(1);
                continue;
            }
            is_line = true;
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            self.ended_with_return = end.is_some_and(|end| bytes[end] == b'\r');
            let read = end.map_or(bytes.len(), |end| end + 1);
            self.reader.consume(read);
            if end.is_some() {
                break;
            }
        }
        let mut line = String::from_utf8_lossy(&line).into_owned();
        if std::mem::take(&mut self.is_first) && line.starts_with(MISREAD_MARK) {
            line.drain(..MISREAD_MARK.len());
        }
        Ok(is_line.then_some(line))
    }
}

/// Lines as the reader of CSV needs them, with an end of its own after the last one.
#[derive(Debug)]
pub struct Cleaned<R> {
    /// Those that have been read already.
    pub start: VecDeque<String>,
    pub lines: Lines<R>,
    pub separator: char,
    pub end: Option<&'static str>,
    pub line: Vec<u8>,
    /// How much of the line has been read.
    pub at: usize,
}

impl<R: BufRead> Read for Cleaned<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            let next = match self.start.pop_front() {
                Some(line) => Some(line),
                None => self.lines.line()?,
            };
            let next = next.map(|line| format!("{}\n", without_blanks_before_quotes(&line, self.separator)));
            self.line = next.or_else(|| self.end.take().map(str::to_owned)).unwrap_or_default().into_bytes();
            self.at = 0;
        }
        let read = (&self.line[self.at..]).read(out)?;
        self.at += read;
        Ok(read)
    }
}

/// With a blank before it, a quote would be part of the cell.
fn without_blanks_before_quotes(line: &str, separator: char) -> String {
    let mut out = String::with_capacity(line.len());
    for (at, part) in line.split('"').enumerate() {
        if at > 0 {
            let end = out.trim_end_matches([' ', '\u{a0}']).len();
            if out[..end].chars().next_back().is_none_or(|before| before == separator) {
                out.truncate(end);
            }
            out.push('"');
        }
        out.push_str(part);
    }
    out
}
