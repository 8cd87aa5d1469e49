//! A value in a path that stays in its place.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Text that can stand between two slashes of a path: what the path parameters of operations are.
///
/// Any text converts, except what would make the URL another one. URL parsers remove the segments
/// `.` and `..` even where they are percent-encoded, an empty segment makes another path, and some
/// proxies decode `%2F` and `%5C` before they route. Control characters have no place in an id; one
/// at the end of it is a line break that was read along.
///
/// ```
/// use stytch_connected_apps::PathSegment;
///
/// assert!(PathSegment::try_from("privy|1a2b").is_ok());
/// assert!(PathSegment::try_from("..").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct PathSegment(String);

/// Why a text cannot be a [`PathSegment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPathSegment(&'static str);

impl fmt::Display for InvalidPathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidPathSegment {}

impl TryFrom<String> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: String) -> Result<Self, InvalidPathSegment> {
        if text.is_empty() {
            Err(InvalidPathSegment("must not be empty"))
        } else if text == "." || text == ".." {
            Err(InvalidPathSegment("must not be `.` or `..`, which would change the path"))
        } else if text.contains(['/', '\\']) {
            Err(InvalidPathSegment("must not contain `/` or `\\`, which would change the path"))
        } else if text.contains(char::is_control) {
            Err(InvalidPathSegment("must not contain control characters such as line breaks"))
        } else {
            Ok(Self(text))
        }
    }
}

impl TryFrom<&str> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: &str) -> Result<Self, InvalidPathSegment> {
        text.to_owned().try_into()
    }
}

impl TryFrom<&String> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: &String) -> Result<Self, InvalidPathSegment> {
        text.as_str().try_into()
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All but RFC 3986's unreserved characters, which no parser or proxy reads as anything else.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl PathSegment {
    /// As it stands in a URL.
    #[allow(dead_code, reason = "a document need not have a parameter in a path")]
    pub(crate) fn encoded(&self) -> impl fmt::Display {
        utf8_percent_encode(&self.0, ENCODED)
    }
}
