//! Redacts secrets in requests and responses. The document names its own; a request may also have others, under
//! names of any case.

use serde_json::{Map, Value};
use stytch_connected_apps::operations::{self, Operation};

pub(super) const REDACTED: &str = "[redacted]";

/// How the names of secrets end, whatever else they begin with.
const ENDINGS: [&str; 6] = ["secret", "token", "jwt", "password", "cookie", "authorization"];

/// Secrets in OAuth's requests whose names end otherwise.
const NAMES: [&str; 2] = ["code", "code_verifier"];

/// Replaces the secrets in a body.
pub(super) fn redact(operation: Option<&Operation>, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if !value.is_null() && is_secret(operation, name) {
                    *value = REDACTED.into();
                } else {
                    redact(operation, value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact(operation, item)),
        _ => {}
    }
}

/// Returns whether the value of this name is a secret: in the document, as the name of a session header, or by the end of
/// its name.
pub(super) fn is_secret(operation: Option<&Operation>, name: &str) -> bool {
    let headers = operations::all().iter().flat_map(|operation| operation.session_headers);
    let snake = snake_case(name);
    let compact = snake.replace('_', "");
    NAMES.contains(&snake.as_str())
        || ENDINGS.iter().any(|ending| compact.ends_with(ending))
        || headers.into_iter().any(|header| header.eq_ignore_ascii_case(name))
        || operation.is_some_and(|operation| is_documented(operation, snake))
}

fn is_documented(operation: &Operation, name: String) -> bool {
    let mut object = Value::Object(Map::from_iter([(name, "".into())]));
    operation.redact(&mut object);
    object.as_object().is_some_and(|object| object.values().any(|value| value == REDACTED))
}

/// `Session-Token` and `sessionToken` as `session_token`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    let mut was_lower = false;
    for letter in name.chars() {
        match letter {
            '-' | '.' | ' ' => snake.push('_'),
            letter if letter.is_ascii_uppercase() => {
                if was_lower {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            letter => snake.push(letter),
        }
        was_lower = letter.is_ascii_lowercase();
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_name_in_any_case() {
        let operation = operations::all().first().copied();
        for name in [
            "session_token",
            "SESSION_TOKEN",
            "Session-Token",
            "sessionJwt",
            "X-Stytch-Member-Session",
            "X-Stytch-Member-SessionJWT",
            "Authorization",
            "PassWord",
            "Client_Secret",
            "authorization_code",
            "Authorization-Code",
            "authorizationCode",
            "code",
            "codeVerifier",
            "id_token",
        ] {
            assert!(is_secret(operation, name), "{name}");
        }
        for name in [
            "user_id",
            "client_secret_last_four",
            "access_token_expiry_minutes",
            "next_cursor",
            "code_challenge_method",
        ] {
            assert!(!is_secret(operation, name), "{name}");
        }
    }
}
