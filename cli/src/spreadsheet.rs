//! CSV that spreadsheets open as it is meant, whichever separator they expect.

use std::io::{self, Write};

/// The separators that spreadsheets read and write.
pub const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The first bytes of a file, without which Excel does not read UTF-8.
pub const MARK: &str = "\u{feff}";

/// Writes a row. Whatever holds any separator is quoted.
pub fn write_row<S: AsRef<str>>(out: &mut (impl Write + ?Sized), cells: &[S]) -> io::Result<()> {
    for (at, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let is_plain = cell.trim() == cell && !cell.contains(is_special);
        // A row of one empty cell would be a blank line.
        match is_plain && !(cell.is_empty() && cells.len() == 1) {
            true => out.write_all(cell.as_bytes())?,
            false => write!(out, "\"{}\"", cell.replace('"', "\"\""))?,
        }
    }
    out.write_all(b"\n")
}

/// Puts an apostrophe before each beginning of a formula: at the start, and after a separator, as a spreadsheet that
/// expects another separator than the comma begins a cell there.
pub fn without_formulas(string: &str) -> String {
    let (mut safe, mut is_start) = (String::with_capacity(string.len()), true);
    for c in string.chars() {
        if is_start && is_sign(c) {
            safe.push('\'');
        }
        is_start = is_separator(c) || (is_start && is_skipped(c));
        safe.push(c);
    }
    safe
}

fn is_special(c: char) -> bool {
    is_separator(c) || c == '"'
}

fn is_separator(c: char) -> bool {
    SEPARATORS.contains(&c) || c == '\n' || c == '\r'
}

/// The signs that begin a formula, with their fullwidth and small forms.
fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
}

/// Characters that a spreadsheet may drop before a formula.
fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '"' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffd}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_in_any_separator() {
        for (string, safe) in [
            ("Notes;=1+1;x", "Notes;'=1+1;x"),
            ("Notes;\"=1+1\";x", "Notes;\"'=1+1\";x"),
            ("a,+1|-1\t@x\n=2", "a,'+1|'-1\t'@x\n'=2"),
            ("=1", "'=1"),
            ("  =1", "  '=1"),
            ("\t\u{a0}\u{200f}＝1", "\t\u{a0}\u{200f}'＝1"),
            ("＋1;－1;＠x;﹦1;−1", "'＋1;'－1;'＠x;'﹦1;'−1"),
            ("'=1", "'=1"),
            ("Foo - Bar = a@example.com", "Foo - Bar = a@example.com"),
        ] {
            assert_eq!(without_formulas(string), safe, "{string:?}");
        }
    }

    #[test]
    fn a_cell_with_any_separator_is_quoted() {
        let row = |cells: &[&str]| {
            let mut out = Vec::new();
            write_row(&mut out, cells).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(row(&["a b", "", "a,b", "a;b", "a\tb", "a|b"]), "a b,,\"a,b\",\"a;b\",\"a\tb\",\"a|b\"\n");
        assert_eq!(row(&["a\"b", "a\nb", "a\rb", " a"]), "\"a\"\"b\",\"a\nb\",\"a\rb\",\" a\"\n");
        assert_eq!((row(&[""]), row(&["", ""])), ("\"\"\n".to_owned(), ",\n".to_owned()));
    }
}
