use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value that this version of the crate does not know: an alternative that the server has added to a union.
///
/// It is written as it was read. `Debug` does not print it, as it may hold a secret.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Unknown(Value);

impl Unknown {
    /// The value, with what may be secret in it.
    pub fn as_json(&self) -> &Value {
        &self.0
    }

    /// The value, with what may be secret in it.
    pub fn into_json(self) -> Value {
        self.0
    }

    /// The value as it stands in a URL.
    #[allow(dead_code, reason = "a document need not have unions")]
    pub(crate) fn display(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::String(text) => f.write_str(text),
            other => fmt::Display::fmt(other, f),
        }
    }
}

impl From<Value> for Unknown {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[unknown]")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_value_round_trips_but_does_not_print() {
        let value = json!({"token": "a secret", "list": [1, null]});
        let unknown: Unknown = serde_json::from_value(value.clone()).expect("any JSON");
        assert_eq!(serde_json::to_value(&unknown).expect("JSON"), value);
        assert_eq!((unknown.as_json(), &unknown), (&value, &Unknown::from(value.clone())));
        assert_eq!(format!("{unknown:?}"), "[unknown]");
        assert_eq!(unknown.into_json(), value);
    }
}
