use std::fmt;

use serde::{Deserialize, Serialize};

/// A client secret, a token or another string that must not be logged. Properties with `format: password` in the
/// document have this type.
///
/// `Debug` prints `[redacted]`, and there is no `Display`. [`expose_secret`](Self::expose_secret) returns the
/// string. Serializing writes it, because a request has to send it. The memory is not wiped.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("format" = "password")))]
pub struct Secret(String);

impl Secret {
    /// Wraps a string.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The string itself. Keep it out of logs.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
