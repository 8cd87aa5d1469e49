//! Summaries and descriptions. The vendor's are the vendor's: what is imported says what is left to write.

use codegen::check::placeholders::PLACEHOLDER;
use serde_json::Value;

/// Where prose comes from.
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
            Self::Theirs => theirs.filter(|text| !text.trim().is_empty()).map(Value::from),
        }
    }

    /// The same where OpenAPI requires one.
    pub fn require(self, theirs: Option<&str>, what: &str, otherwise: &str) -> Value {
        self.describe(theirs, what).unwrap_or_else(|| otherwise.into())
    }
}
