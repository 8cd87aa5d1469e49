//! Explains mistakes in the YAML. The loader reports where it cannot go on, which is often a line or more below the
//! mistake.

use crate::positions::Position;

/// The loader's message and its position, in words that help to correct the text.
pub fn explained(text: &str, position: Option<Position>, message: &str) -> (Option<Position>, String) {
    let explained = position.and_then(|at| explanation(&text.lines().collect::<Vec<_>>(), at, message));
    match explained {
        Some((position, message)) => (Some(position), message),
        None if message.contains("did not find expected") || message.contains("are not allowed") => {
            (position, format!("{message}: check the indentation of this line and the one above"))
        }
        None => (position, message.to_owned()),
    }
}

fn explanation(lines: &[&str], at: Position, message: &str) -> Option<(Position, String)> {
    let line = lines.get(at.0.saturating_sub(1)).copied().unwrap_or_default();
    let says = |words: &str| message.contains(words);
    if says("tab character") || (says("cannot start any token") && indentation(line).contains('\t')) {
        return Some((at, "a tab cannot indent a line: indent it with spaces".to_owned()));
    }
    if says("cannot start any token") || says("unknown anchor") {
        let first = line.chars().nth(at.1.saturating_sub(1))?;
        return Some((at, format!("a string cannot begin with {first} here: put it in quotes")));
    }
    if says("block sequence entries are not allowed") {
        return Some((at, "a list begins on a line of its own: move it below its key".to_owned()));
    }
    let is_cut = says("did not find expected") || says("end of stream") || says("document indicator");
    if is_cut && let Some(found) = above(lines, at, broken_quote) {
        let message = "the quoted string does not end on its line: close the quote, and double an apostrophe \
                       between single quotes";
        return Some((found, message.to_owned()));
    }
    if says("expected ',' or") {
        return Some(match above(lines, at, open_bracket) {
            Some(found) => (found, "the bracket is not closed on its line: close it".to_owned()),
            None => (at, COLON.to_owned()),
        });
    }
    if says("mapping values are not allowed") {
        return Some(colon(lines, at, line));
    }
    None
}

const COLON: &str = "a string with `: ` in it would be a key and its value: put it in quotes";

/// A colon where none can be: in a string, or after one that continues from the line above.
fn colon(lines: &[&str], at: Position, line: &str) -> (Position, String) {
    let before: String = line.chars().take(at.1.saturating_sub(1)).collect();
    if before.contains(": ") {
        return (at, COLON.to_owned());
    }
    let rows = lines.iter().enumerate().take(at.0.saturating_sub(1)).rev();
    let above = rows.filter(|(_, line)| !line.trim().is_empty()).map(|(row, line)| (row + 1, *line)).next();
    let width = |line: &str| indentation(line).chars().count();
    match above {
        Some((row, above)) if !above.contains(": ") && !above.trim_end().ends_with(':') => {
            let message = "a key and its value need a space between them: write one after the colon";
            ((row, width(above) + 1), message.to_owned())
        }
        _ => (
            (at.0, width(line) + 1),
            "the line continues the string of the line above: indent its key like its siblings".to_owned(),
        ),
    }
}

/// The nearest line from `at` upwards in which `find` finds something, by its column.
fn above(lines: &[&str], at: Position, find: impl Fn(&str) -> Option<usize>) -> Option<Position> {
    let rows = lines.iter().enumerate().take(at.0).rev();
    rows.filter_map(|(row, line)| Some((row + 1, find(line)? + 1))).next()
}

fn indentation(line: &str) -> &str {
    line.split(|character: char| !character.is_whitespace()).next().unwrap_or_default()
}

/// The column, from 0, of a quote that its line does not close, or that closes too early.
fn broken_quote(line: &str) -> Option<usize> {
    scan(line).0
}

/// The column, from 0, of a bracket that its line does not close.
fn open_bracket(line: &str) -> Option<usize> {
    scan(line).1
}

/// Reads a line by itself, as far as that goes.
fn scan(line: &str) -> (Option<usize>, Option<usize>) {
    let text: Vec<char> = line.chars().collect();
    let mut open = Vec::new();
    // True where a value begins, which may be in quotes.
    let (mut begins, mut at) = (true, 0);
    while let Some(&character) = text.get(at) {
        match character {
            '\'' | '"' if begins => match end_of_quote(&text, at) {
                Some(end)
                    if text[end..]
                        .iter()
                        .find(|next| **next != ' ')
                        .is_none_or(|next| ",:]}#".contains(*next)) =>
                {
                    at = end;
                    begins = false;
                    continue;
                }
                _ => return (Some(at), None),
            },
            '#' if at == 0 || text[at - 1] == ' ' => break,
            '[' | '{' if begins => open.push(at),
            ']' | '}' => _ = open.pop(),
            _ => {}
        }
        begins = match character {
            ' ' => begins || matches!(at.checked_sub(1).map(|before| text[before]), Some(':' | ',')),
            '-' => begins && text.get(at + 1) == Some(&' '),
            '[' | '{' => begins,
            _ => false,
        };
        at += 1;
    }
    (None, open.pop())
}

/// The index after the closing quote.
fn end_of_quote(text: &[char], start: usize) -> Option<usize> {
    let quote = text[start];
    let mut at = start + 1;
    while let Some(&character) = text.get(at) {
        let is_escaped = match quote {
            '"' => character == '\\',
            _ => character == quote && text.get(at + 1) == Some(&quote),
        };
        if is_escaped {
            at += 2;
        } else if character == quote {
            return Some(at + 1);
        } else {
            at += 1;
        }
    }
    None
}
