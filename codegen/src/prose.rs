//! The document's prose as rustdoc: none of it becomes a doctest, a link or HTML by accident.

use serde_json::Value;

/// The doc comment of an item: the document's description, or else its name in the document.
pub fn doc(description: Option<&str>, name: &str) -> String {
    match description.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => tidied(text),
        None => format!(" `{name}`"),
    }
}

/// The note on a deprecated parameter or property.
pub const DEPRECATED: &str = "Deprecated: the API may drop it.";

/// The doc comment of a parameter or a property, by its name and the description to use for it.
pub fn about(node: &Value, description: Option<&str>, name: &str) -> String {
    let note = if is_deprecated(node) { format!("\n\n{DEPRECATED}") } else { String::new() };
    doc(description, name) + &note
}

/// Returns whether a node is marked as deprecated.
pub fn is_deprecated(node: &Value) -> bool {
    node.get("deprecated") == Some(&Value::Bool(true))
}

/// Prose for a doc comment. rustdoc would compile indented blocks, and fences without a language, as Rust.
pub fn tidied(text: &str) -> String {
    let mut fence: Option<char> = None;
    let mut lines = Vec::new();
    for line in text.trim_end().lines() {
        let trimmed = line.trim();
        let mark = trimmed.chars().next().filter(|mark| trimmed.starts_with(&String::from(*mark).repeat(3)));
        match (fence, mark.filter(|mark| "`~".contains(*mark))) {
            (None, Some(mark)) => {
                fence = Some(mark);
                let bare = trimmed.chars().all(|character| character == mark);
                lines.push(if bare { format!("{trimmed}text") } else { trimmed.to_owned() });
            }
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                lines.push(trimmed.to_owned());
            }
            (Some(_), _) => lines.push(line.trim_end().to_owned()),
            (None, None) if line.starts_with("    ") || line.starts_with('\t') => {
                lines.push(format!("  {}", plain(trimmed)));
            }
            (None, None) => lines.push(plain(line.trim_end())),
        }
    }
    // A one-line comment is printed as `///` and needs its leading space.
    match lines.as_slice() {
        [line] => format!(" {}", line.trim_start()),
        _ => lines.join("\n"),
    }
}

/// A line of prose in which rustdoc finds no unintended link, HTML or bare URL.
fn plain(line: &str) -> String {
    let mut text = String::new();
    // Between backticks rustdoc interprets nothing.
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        let whole = index % 2 == 1 && line.matches('`').count() > index;
        if whole { text.push_str(part) } else { text.push_str(&escaped(part)) }
    }
    text
}

fn escaped(prose: &str) -> String {
    let mut text = String::new();
    let mut rest = prose;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("https://") || rest.starts_with("http://") {
            let end = rest.find(|c: char| c.is_whitespace() || "<>()[]\"".contains(c)).unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
            let linked = text.ends_with(['<', '(', '"']);
            text.push_str(&if linked { url.to_owned() } else { format!("<{url}>") });
            rest = &rest[url.len()..];
            continue;
        }
        let after = &rest[character.len_utf8()..];
        let escape = match character {
            '<' => after.starts_with(|c: char| c.is_alphabetic() || c == '/') && !after.starts_with("http"),
            '[' => !is_link(after) && !after.is_empty(),
            _ => false,
        };
        if escape {
            text.push('\\');
        }
        text.push(character);
        rest = after;
    }
    text
}

/// Returns whether what follows a `[` is the text of a Markdown link.
fn is_link(after: &str) -> bool {
    after.split_once(']').is_some_and(|(_, rest)| rest.starts_with(['(', '[', ':']))
}
