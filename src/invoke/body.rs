use std::fmt;

use serde::de::DeserializeOwned;

use crate::generated;
use crate::table::operation::Operation;

impl Operation {
    /// Checks a JSON request body against the document, as a server does. Fields that the document lacks are allowed.
    /// For an operation without a request body, every body is right.
    ///
    /// # Errors
    ///
    /// [`InvalidBody`] if it is not JSON, lacks a required field, or has a field of another type.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use stytch_connected_apps::operations;
    ///
    /// let operation = operations::find("search_users").ok_or("no such operation")?;
    /// assert!(operation.check_body(br#"{"limit": 10}"#).is_ok());
    /// let error = operation.check_body(br#"{"limit": "ten"}"#).expect_err("limit is a number");
    /// assert_eq!(error.path(), "limit");
    /// # Ok(())
    /// # }
    /// ```
    pub fn check_body(&self, body: &[u8]) -> Result<(), InvalidBody> {
        generated::bodies::check_body(self.id, body)
    }
}

/// The reason why a request body is invalid.
///
/// `Display` and [`source`](std::error::Error::source) may quote the body.
#[derive(Debug)]
pub struct InvalidBody {
    path: String,
    source: serde_json::Error,
}

impl InvalidBody {
    /// The path to the field, such as `query.operands[0].filter_name`. Empty for the body as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for InvalidBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.source.fmt(f),
            path => write!(f, "{path}: {}", self.source),
        }
    }
}

impl std::error::Error for InvalidBody {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Checks whether a body decodes as this type.
#[allow(dead_code, reason = "a document need not have request bodies")]
pub(crate) fn check<T: DeserializeOwned>(body: &[u8]) -> Result<(), InvalidBody> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let decoded: Result<T, _> = serde_path_to_error::deserialize(&mut deserializer);
    decoded.map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        InvalidBody { path, source: error.into_inner() }
    })?;
    deserializer.end().map_err(|source| InvalidBody { path: String::new(), source })
}
