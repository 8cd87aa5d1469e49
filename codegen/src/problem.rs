//! A mistake in the document, and the line that reports it.

use std::fmt;

/// A mistake in the document: where it is, what is wrong and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path of the node: keys and indices, outermost first.
    pub pointer: Vec<String>,
    /// Describes the mistake and its correction, on any number of lines.
    pub message: String,
}

impl Problem {
    /// A mistake in the node at `pointer`.
    pub fn new<S: AsRef<str>>(pointer: impl IntoIterator<Item = S>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into_iter().map(|s| s.as_ref().to_owned()).collect(),
            message: message.into(),
        }
    }

    /// The operation that the node belongs to, as `get /v1/…`.
    fn operation(&self) -> Option<String> {
        match self.pointer.as_slice() {
            [paths, path, method, ..] if paths == "paths" && METHODS.contains(&&**method) => {
                Some(format!("{method} {path}"))
            }
            _ => None,
        }
    }
}

/// The keys of a path item that hold operations.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A [`Problem`] with its position, on one line: `file:line:column: get /v1/…: what is wrong: what to write`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    source: String,
    position: Option<(usize, usize)>,
    /// The path of the node, if it is known.
    pub pointer: Vec<String>,
    /// The mistake in words, and the correction.
    pub message: String,
}

impl Diagnostic {
    /// A message about a position, or about the whole of `source`.
    pub fn new(source: &str, position: Option<(usize, usize)>, message: &str) -> Self {
        // Messages from libraries may span lines. A diagnostic is always one line.
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { source: source.to_owned(), position, pointer: Vec::new(), message }
    }

    /// The problem as a line that also names its operation.
    pub fn of(problem: &Problem, source: &str, position: Option<(usize, usize)>) -> Self {
        let diagnostic = match problem.operation() {
            Some(operation) => Self::new(source, position, &format!("{operation}: {}", problem.message)),
            None => Self::new(source, position, &problem.message),
        };
        Self { pointer: problem.pointer.clone(), ..diagnostic }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.source, self.message),
            None => write!(f, "{}: {}", self.source, self.message),
        }
    }
}

/// The most mistakes that one build reports.
const MOST: usize = 20;

/// All mistakes of a document, each on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().take(MOST).map(ToString::to_string);
        let rest = self.0.len().saturating_sub(MOST);
        let more = (rest > 0).then(|| format!("and {rest} more mistakes: correct these first"));
        f.write_str(&lines.chain(more).collect::<Vec<_>>().join("\n"))
    }
}

/// Lists words in a message.
pub fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
