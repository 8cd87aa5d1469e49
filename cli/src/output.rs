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
pub struct Rows {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Value>>,
}

impl Rows {
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
        table.set_header(self.columns.iter().map(|column| column.to_uppercase().replace('_', " ")));
        for row in &self.rows {
            table.add_row(row.iter().map(plain));
        }
        writeln!(out, "{}", table.trim_fmt())
    }

    fn json(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let object = |row: &Vec<Value>| {
            let names = self.columns.iter().map(|column| (*column).to_owned());
            Value::Object(names.zip(row.iter().cloned()).collect::<Map<_, _>>())
        };
        serde_json::to_writer_pretty(&mut *out, &self.rows.iter().map(object).collect::<Vec<_>>())?;
        writeln!(out)
    }

    fn csv(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.columns)?;
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
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Writes to standard output. Whoever stops reading, such as `head`, has what they wanted.
pub fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io("the output", &error)),
        _ => Ok(()),
    }
}
