//! Data for standard output: a table for people, JSON and CSV for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::spreadsheet::{MARK, without_formulas, write_row};
use crate::table::{Cells, terminal_width};

/// Writes a line to standard error. If that is closed, nobody reads the messages, and the command goes on.
macro_rules! note {
    ($($message:tt)+) => {
        $crate::output::complain(&format!("{}\n", format_args!($($message)+)))
    };
}
pub(crate) use note;

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
            Self::Csv => printable(value).into(),
            _ => value.into(),
        }
    }

    /// A cell with a person's name. In a table, somebody without one is called by the id, which may have no room.
    pub fn person(self, name: &str, id: &str) -> Value {
        match self {
            Self::Table if name.is_empty() => id.into(),
            _ => self.chosen(name),
        }
    }
}

impl<N: AsRef<str>> Rows<N> {
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        self.print_by_worth(format, &[])
    }

    /// Prints them. A table that is too wide for the terminal leaves out some of the columns `least`, the first of them
    /// first.
    pub fn print_by_worth(&self, format: Format, least: &[&str]) -> Result<(), Failure> {
        let mut data = Vec::new();
        match format {
            Format::Table => return self.print_table(least),
            Format::Json => self.json(&mut data),
            Format::Csv => self.csv(&mut data),
        }
        .map_err(|error| Failure::io("write to standard output", &error))?;
        print(&data)
    }

    fn print_table(&self, least: &[&str]) -> Result<(), Failure> {
        let row = |row: &Vec<Value>| row.iter().map(|value| printable(&plain(value))).collect();
        let cells = Cells {
            columns: self.columns.iter().map(AsRef::as_ref).collect(),
            rows: self.rows.iter().map(row).collect(),
            least,
        };
        let rendered = cells.render(terminal_width());
        print(format!("{}\n", rendered.table).as_bytes())?;
        if !rendered.left_out.is_empty() {
            note!(
                "left out, as the terminal is narrow: {}; --output json has everything",
                rendered.left_out.join(", ")
            );
        }
        Ok(())
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
        // An empty list has no columns.
        if self.columns.is_empty() {
            return Ok(());
        }
        out.write_all(MARK.as_bytes())?;
        write_row(
            out,
            &self.columns.iter().map(|column| without_formulas(column.as_ref())).collect::<Vec<_>>(),
        )?;
        for row in &self.rows {
            write_row(out, &row.iter().map(cell).collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

/// A value for a spreadsheet. A number is no formula, even if it begins with a sign.
fn cell(value: &Value) -> String {
    let plain = plain(value);
    if value.is_number() { plain } else { without_formulas(&plain) }
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

/// A number with its noun: `1 grant`, `2 grants`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Replaces the characters of a string, such as an app's name, that could move a terminal's cursor, hide their
/// neighbours or reverse the direction of reading. Marks that scripts and emoji are written with are kept.
pub fn printable(string: &str) -> String {
    let mut printable = String::with_capacity(string.len());
    let mut rest = string.chars();
    while let Some(c) = rest.next() {
        printable.push(if is_hidden(c) { '\u{fffd}' } else { c });
        // The flags of England, Scotland and Wales.
        if let Some(length) = (c == '\u{1f3f4}').then(|| tags(rest.as_str())).flatten() {
            printable.extend(rest.by_ref().take(length));
        }
    }
    printable
}

/// The number of tags that make a flag of the one before them: a region of up to 6, and the end.
fn tags(string: &str) -> Option<usize> {
    let region =
        string.chars().take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'));
    let length = region.count();
    (length <= 6 && string.chars().nth(length) == Some('\u{e007f}')).then_some(length + 1)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A sentence with a capital letter at its beginning.
pub fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_scripts_and_emoji_are_kept_and_what_hides_or_reorders_is_shown() {
        let (england, tags) =
            ("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "\u{e0061}\u{e007f}");
        for kept in
            ["می\u{200c}خواهم", "👩\u{200d}💻", "א\u{200f}!", "ع\u{61c}", "क्\u{200d}ष", "❤\u{fe0f}", england]
        {
            assert_eq!(printable(kept), kept);
        }
        let hidden = [
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{ad}",
            "\u{feff}",
            "\u{2060}",
            "\u{1b}",
            "\n",
            "\u{e0061}",
        ];
        for hidden in hidden {
            assert_eq!(printable(&format!("a{hidden}b")), "a\u{fffd}b", "{hidden:?}");
        }
        assert_eq!(printable(&format!("🏴a{tags}")), "🏴a\u{fffd}\u{fffd}");
        assert_eq!(
            printable(&format!("🏴{}{tags}", "\u{e0061}".repeat(9))),
            format!("🏴{}", "\u{fffd}".repeat(11))
        );
    }
}
