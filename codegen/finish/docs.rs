//! The document's prose as rustdoc: nothing in it becomes a doctest by accident.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, File, Lit, Meta, parse_quote};

pub fn tidy(file: &mut File) {
    Docs.visit_file_mut(file);
}

struct Docs;

impl VisitMut for Docs {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        visit_mut::visit_attribute_mut(self, attribute);
        let Meta::NameValue(meta) = &attribute.meta else { return };
        let Expr::Lit(literal) = &meta.value else { return };
        if let Lit::Str(text) = &literal.lit
            && meta.path.is_ident("doc")
        {
            let text = tidied(&text.value());
            *attribute = parse_quote! { #[doc = #text] };
        }
    }
}

/// To rustdoc a block indented by four is Rust, and so is a fenced one without a language.
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
    // A leading space keeps a one-line doc comment readable in the generated file.
    match lines.as_slice() {
        [line] => format!(" {}", line.trim_start()),
        _ => lines.join("\n"),
    }
}

/// A line of prose in which rustdoc finds no link, no HTML and no bare URL that is not meant.
fn plain(line: &str) -> String {
    let mut text = String::new();
    // Between backticks everything is as it should be.
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

/// Whether what follows a `[` is the text of a Markdown link.
fn is_link(after: &str) -> bool {
    after.split_once(']').is_some_and(|(_, rest)| rest.starts_with(['(', '[', ':']))
}
