use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A string that is valid as one segment of a URL's path: the type of path parameters.
///
/// Every string converts, except those that would change the path or cannot be an id:
///
/// - the empty string;
/// - `.` and `..`, which URL parsers remove even when they are percent-encoded;
/// - strings with `/` or `\`, which some proxies decode before routing;
/// - strings with control characters, which no id has. A trailing one is usually a line break read from a file.
///
/// ```
/// use stytch_connected_apps::arguments::PathSegment;
///
/// assert!(PathSegment::try_from("privy|1a2b").is_ok());
/// assert!(PathSegment::try_from("..").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct PathSegment(String);

/// Why a string cannot be a [`PathSegment`].
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

impl TryFrom<&&str> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: &&str) -> Result<Self, InvalidPathSegment> {
        (*text).try_into()
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

/// All but RFC 3986's unreserved characters, which every parser and proxy reads alike.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl PathSegment {
    /// The string, percent-encoded for a URL.
    #[allow(dead_code, reason = "a document need not have path parameters")]
    pub(crate) fn encoded(&self) -> impl fmt::Display {
        utf8_percent_encode(&self.0, ENCODED)
    }
}
