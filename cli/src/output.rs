//! Data for standard output: a table for people, JSON and CSV for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{Table, presets};
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The form of the data on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people
    Table,
    /// One JSON document
    Json,
    /// Comma-separated values with a header
    Csv,
}

/// Rows of the same columns.
#[derive(Debug)]
pub struct Rows<N = &'static str> {
    pub columns: Vec<N>,
    pub rows: Vec<Vec<Value>>,
}

impl Format {
    /// A cell with a string that others chose, such as an app's name.
    pub fn chosen(self, value: &str) -> Value {
        match self {
            Self::Csv => spreadsheet_safe(value).into(),
            _ => value.into(),
        }
    }
}

impl<N: AsRef<str>> Rows<N> {
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        let mut data = Vec::new();
        match format {
            Format::Table => self.table(&mut data),
            Format::Json => self.json(&mut data),
            Format::Csv => self.csv(&mut data),
        }
        .map_err(|error| Failure::io("write to standard output", &error))?;
        print(&data)
    }

    fn table(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(self.columns.iter().map(|column| column.as_ref().to_uppercase().replace('_', " ")));
        for row in &self.rows {
            table.add_row(row.iter().map(|value| printable(&plain(value))));
        }
        writeln!(out, "{}", table.trim_fmt())
    }

    fn json(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let object = |row: &Vec<Value>| {
            let names = self.columns.iter().map(|column| column.as_ref().to_owned());
            Value::Object(names.zip(row.iter().cloned()).collect::<Map<_, _>>())
        };
        serde_json::to_writer_pretty(&mut *out, &self.rows.iter().map(object).collect::<Vec<_>>())?;
        writeln!(out)
    }

    fn csv(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(AsRef::as_ref))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(plain))?;
        }
        writer.flush()
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(string) => string.clone(),
        Value::Array(items) if !items.iter().any(Value::is_object) => {
            items.iter().map(plain).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// Replaces the characters of a string, such as an app's name, that could move a terminal's cursor, hide their
/// neighbours or reverse the direction of reading.
pub fn printable(string: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
            )
    };
    string.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// Prepares a string that others chose for a spreadsheet: an apostrophe precedes the beginning of a formula.
pub fn spreadsheet_safe(string: &str) -> String {
    let string = printable(string);
    match string.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{string}"),
        false => string,
    }
}

/// Writes a line to standard error. If that is closed, nobody reads the messages, and the command goes on.
macro_rules! note {
    ($($message:tt)+) => {
        $crate::output::complain(&format!("{}\n", format_args!($($message)+)))
    };
}
pub(crate) use note;

/// Writes to standard error. See [`note`].
pub fn complain(message: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(message.as_bytes()).and_then(|()| err.flush());
}

/// Writes to standard output. A reader that stops early, such as `head`, causes no error.
pub fn print(data: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::io("write to standard output", &error))
        }
        _ => Ok(()),
    }
}
