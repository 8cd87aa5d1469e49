use serde::de::DeserializeOwned;
use serde_json::error::Error as JsonError;
use stytch_connected_apps::operations::Operation;

/// Checks the body of a request of an operation. The error says which field is wrong, and how.
pub(crate) fn check(operation: &Operation, body: &[u8]) -> Result<(), String> {
    if !operation.takes_body {
        return Ok(());
    }
    let body = if body.is_empty() { b"{}" } else { body };
    present(body)?;
    operation.check_body(body).map_err(|error| {
        let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref());
        source.map_or_else(|| error.to_string(), |source| message(error.path(), source))
    })
}

/// Decodes a JSON body. The error says which field is wrong, and how.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    present(body)?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| message(&error.path().to_string(), error.inner()))?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(value)
}

fn present(body: &[u8]) -> Result<(), String> {
    match body.trim_ascii().is_empty() {
        true => Err("the request has no body; send a JSON object".to_owned()),
        false => Ok(()),
    }
}

fn message(path: &str, error: &JsonError) -> String {
    let message = in_terms_of_json(&error.to_string());
    if error.is_syntax() || error.is_eof() {
        return format!("the body is not JSON: {message}");
    }
    match path {
        "" | "." => message,
        path => format!("{path}: {message}"),
    }
}

/// A message of serde's without Rust's names for types.
fn in_terms_of_json(message: &str) -> String {
    let message = message.replacen("invalid type: map,", "invalid type: object,", 1);
    let message = message.replacen("invalid type: sequence,", "invalid type: array,", 1);
    let Some((before, expected)) = message.split_once(", expected ") else { return message };
    let (word, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    // Of `struct Name` and `a sequence` a second word has to go as well.
    let after_next = rest.split_once(' ').map_or("", |(_, rest)| rest);
    let (json, rest) = match word {
        "u8" | "u16" | "u32" | "u64" | "usize" => ("an integer that is not negative", rest),
        "i8" | "i16" | "i32" | "i64" | "isize" => ("an integer", rest),
        "struct" => ("an object", after_next),
        "a" if rest.starts_with("map") => ("an object", after_next),
        "a" if rest.starts_with("sequence") => ("an array", after_next),
        _ => return message,
    };
    format!("{before}, expected {json} {rest}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::in_terms_of_json;

    #[test]
    fn messages_name_the_types_of_json() {
        for (message, expected) in [
            (
                "invalid type: map, expected a sequence at line 1 column 9",
                "invalid type: object, expected an array at line 1 column 9",
            ),
            (
                "invalid type: sequence, expected struct Seed at line 1 column 9",
                "invalid type: array, expected an object at line 1 column 9",
            ),
            (
                "invalid value: integer `-1`, expected usize at line 1 column 23",
                "invalid value: integer `-1`, expected an integer that is not negative at line 1 column 23",
            ),
            (
                "invalid type: floating point `1.5`, expected i32",
                "invalid type: floating point `1.5`, expected an integer",
            ),
            (
                "unknown field `id`, expected `app` or `scopes`",
                "unknown field `id`, expected `app` or `scopes`",
            ),
            ("missing field `person`", "missing field `person`"),
        ] {
            assert_eq!(in_terms_of_json(message), expected);
        }
    }
}
