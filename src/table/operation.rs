use std::time::Duration;

use serde_json::Value;

use crate::error::{Attempts, Origin};
use crate::table::parameter::{Pages, Parameter};

/// An operation of the OpenAPI document.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`. In snake case it is the name of the client's method.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, with its parameters in braces.
    pub path: &'static str,
    /// A few words about what the operation does.
    pub summary: &'static str,
    /// The document's description, as Markdown. Empty if it has none.
    pub description: &'static str,
    /// The parameters, and the properties of the request body if that is an object. Without the member session
    /// headers, and those that the client sends by itself.
    pub parameters: &'static [Parameter],
    /// `true` if the operation takes a request body with content.
    pub takes_body: bool,
    /// How its pages follow each other, if it has pages.
    pub pages: Option<Pages>,
    /// The first of the operation's tags.
    pub tag: Option<&'static str>,
    /// The server of this operation alone, if the document gives it one.
    pub server: Option<&'static str>,
    /// How long the server may take, if the document says that it is slow. A client's default deadline and attempt
    /// timeout for this operation are no shorter.
    pub timeout: Option<Duration>,
    /// The rate limit, if the document states one. The client paces requests by it before the server rejects any.
    pub rate_limit: Option<RateLimit>,
    /// `true` if sending the request twice has the same effect as sending it once. Only then does the client
    /// retry a request that the server may have processed.
    pub idempotent: bool,
    /// `true` if the operation takes something away, such as a grant, a secret or an app. Ask a person before the call.
    pub destructive: bool,
    /// `true` if the request body is an empty JSON object. The client adds it by itself.
    pub sends_empty_object: bool,
    /// `true` if the request body is a form, `application/x-www-form-urlencoded`, instead of JSON.
    pub sends_form: bool,
    /// `true` if the request carries the project's credentials. Without them, whoever calls proves itself in the
    /// request's body, if at all.
    pub sends_credentials: bool,
    /// `true` if a 2xx response has a JSON body.
    pub returns_json: bool,
    /// The member session headers that the operation accepts, in lower case.
    pub session_headers: &'static [&'static str],
    /// The index in the table of operations.
    pub(crate) index: usize,
    /// The names of all properties in the document, sorted.
    pub(crate) properties: &'static [&'static str],
    /// The names of the properties that hold secrets.
    pub(crate) secret_properties: &'static [&'static str],
}

/// A rate limit: the server accepts so many requests in each interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests the server accepts in an interval.
    pub requests: u32,
    /// The length of the interval.
    pub interval: Duration,
}

impl Operation {
    /// Replaces the secrets in a request or response body with `[redacted]`: the value of each property that
    /// [`is_secret`](Self::is_secret).
    pub fn redact(&self, body: &mut Value) {
        match body {
            Value::Object(members) => {
                for (name, value) in members {
                    if !value.is_null() && self.is_secret(name) {
                        *value = "[redacted]".into();
                    } else {
                        self.redact(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            _ => {}
        }
    }

    /// Returns whether a property of this name holds a secret: the document says so, or lacks the property, whose name
    /// sounds like a secret's.
    pub fn is_secret(&self, property: &str) -> bool {
        self.secret_properties.contains(&property)
            || self.properties.binary_search(&property).is_err() && sounds_secret(property)
    }

    /// The part of an error that tells which call failed.
    pub(crate) fn origin(&self, attempts: Attempts) -> Origin {
        Origin { operation: self.id, idempotent: self.idempotent, attempts }
    }
}

/// The last words of secrets' names.
const SECRETS: [&str; 8] =
    ["secret", "password", "passcode", "token", "jwt", "credential", "apikey", "privatekey"];

/// Returns whether a name in any spelling, such as `newTokens` or `new_token`, ends like a secret's.
fn sounds_secret(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let name = letters.to_lowercase();
    let name = name.trim_end_matches(|c: char| c == 's' || c.is_numeric());
    SECRETS.iter().any(|secret| name.ends_with(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_ends_like_a_secrets_sounds_secret() {
        for name in ["client_secret", "newTokens", "session-jwt", "API_KEY", "token2", "passwords"] {
            assert!(sounds_secret(name), "{name}");
        }
        for name in ["token_type", "next_cursor", "key", "is_secret_set", "access", ""] {
            assert!(!sounds_secret(name), "{name}");
        }
    }
}
