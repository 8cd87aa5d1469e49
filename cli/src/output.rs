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
    /// A cell with text that others chose, such as an app's name.
    pub fn chosen(self, text: &str) -> Value {
        match self {
            Self::Csv => spreadsheet_safe(text).into(),
            _ => text.into(),
        }
    }
}

impl<N: AsRef<str>> Rows<N> {
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        let mut text = Vec::new();
        match format {
            Format::Table => self.table(&mut text),
            Format::Json => self.json(&mut text),
            Format::Csv => self.csv(&mut text),
        }
        .map_err(|error| Failure::io("the output", &error))?;
        print(&text)
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
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.iter().any(Value::is_object) => {
            items.iter().map(plain).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// Text for a terminal. What others chose, such as an app's name, could otherwise move the cursor, hide what stands
/// beside it, or reverse the direction of reading.
pub fn printable(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
            )
    };
    text.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// Text that others chose, in a file for a spreadsheet: an apostrophe precedes what would begin a formula.
pub fn spreadsheet_safe(text: &str) -> String {
    let text = printable(text);
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}

/// Writes a line to standard error. Whoever has closed it does not want to know.
macro_rules! note {
    ($($text:tt)+) => {
        $crate::output::complain(&format!("{}\n", format_args!($($text)+)))
    };
}
pub(crate) use note;

/// Writes to standard error. See [`note`].
pub fn complain(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Writes to standard output. Whoever stops reading, such as `head`, has what they wanted.
pub fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io("the output", &error)),
        _ => Ok(()),
    }
}
