//! Summaries and descriptions. The vendor's are the vendor's: a placeholder marks the prose that is left to write.

use codegen::check::PLACEHOLDER;
use serde_json::Value;

/// The source of prose.
#[derive(Debug, Clone, Copy)]
pub enum Prose {
    /// The vendor's text stays behind. A placeholder stands in its place, which the build refuses.
    Placeholder,
    /// The document is the team's own, and its text comes along.
    Theirs,
}

impl Prose {
    /// A summary or a description, or nothing where their document has none.
    pub fn describe(self, theirs: Option<&str>, what: &str) -> Option<Value> {
        match self {
            Self::Placeholder => Some(format!("{PLACEHOLDER} {what}").into()),
            Self::Theirs => theirs.filter(|text| !text.trim().is_empty()).map(|text| wrapped(text).into()),
        }
    }

    /// The same where OpenAPI requires one.
    pub fn require(self, theirs: Option<&str>, what: &str, otherwise: &str) -> Value {
        self.describe(theirs, what).unwrap_or_else(|| otherwise.into())
    }
}

/// The longest line of a paragraph.
const WIDTH: usize = 90;

/// A text of one long line as a paragraph of several. Markdown reads both alike.
fn wrapped(text: &str) -> String {
    if text.contains('\n') || text.len() <= WIDTH {
        return text.to_owned();
    }
    let mut paragraph = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let is_full = length + 1 + word.len() > WIDTH;
        if length > 0 {
            paragraph.push(if is_full { '\n' } else { ' ' });
        }
        length = if is_full || length == 0 { word.len() } else { length + 1 + word.len() };
        paragraph.push_str(word);
    }
    paragraph + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_become_paragraphs() {
        assert_eq!(wrapped("short"), "short");
        assert_eq!(wrapped("of two\nlines"), "of two\nlines");
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().all(|line| line.len() <= WIDTH) && text.ends_with("word\n"), "{text}");
        assert_eq!((text.lines().count(), text.split_whitespace().count()), (3, 40));
    }
}
