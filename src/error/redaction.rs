//! Redacts a call's secrets from its errors, in case a server echoes them.

use std::ops::Range;

use serde_json::Value;

/// The length in bytes below which a secret is not redacted. Stytch's have at least 44. Redacting one that a test
/// makes up, such as `token`, would make ordinary words unreadable.
const SHORTEST: usize = 16;

/// Text from a server is cut to this many characters. Stytch's is far shorter.
const LONGEST_TEXT: usize = 512;

/// How many layers of percent-encoding are undone to find a secret.
const ENCODINGS: usize = 3;

/// The secrets of one call.
pub(crate) struct Redaction(Vec<String>);

impl Redaction {
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let secrets = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST);
        Self(secrets.map(without_padding).collect())
    }

    /// Text from a server as one line of bounded length, without the secrets.
    pub(crate) fn presentable(&self, text: &str) -> String {
        self.redacted(text)
            .chars()
            .take(LONGEST_TEXT)
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect()
    }

    /// The text without the secrets, also if they are percent-encoded in it.
    fn redacted(&self, text: &str) -> String {
        let mut shown = String::new();
        let mut end = 0;
        for found in self.places(text) {
            if found.start > end || shown.is_empty() {
                shown.push_str(&text[end..found.start]);
                shown.push_str("[redacted]");
            }
            end = end.max(found.end);
        }
        shown.push_str(&text[end..]);
        shown
    }

    /// Where secrets are in the text, by their starts.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut decoded = Decoded::new(text);
        for _ in 0..=ENCODINGS {
            let found = self.0.iter().flat_map(|secret| decoded.places(secret.as_bytes()));
            places.extend(found);
            if !decoded.decode() {
                break;
            }
        }
        places.sort_by_key(|place| place.start);
        places
    }

    /// Whether a secret is in the text. Case is ignored, as host names lose theirs.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let lower = Self(self.0.iter().map(|secret| secret.to_lowercase()).collect());
        !lower.places(&text.to_lowercase()).is_empty()
    }
}

/// A server that echoes base64 may omit the padding.
fn without_padding(mut secret: String) -> String {
    secret.truncate(secret.trim_end_matches('=').len());
    secret
}

/// A string as bytes, with the range of the string that each byte comes from.
struct Decoded {
    bytes: Vec<u8>,
    origins: Vec<Range<usize>>,
}

impl Decoded {
    fn new(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), origins: (0..text.len()).map(|at| at..at + 1).collect() }
    }

    /// Undoes one layer of percent-encoding. Returns whether there was any.
    fn decode(&mut self) -> bool {
        let mut decoded = Self { bytes: Vec::new(), origins: Vec::new() };
        let mut at = 0;
        while at < self.bytes.len() {
            let (byte, length) = match self.bytes[at..] {
                [b'%', high, low, ..] => match (digit(high), digit(low)) {
                    (Some(high), Some(low)) => (high << 4 | low, 3),
                    _ => (b'%', 1),
                },
                [byte, ..] => (byte, 1),
                [] => break,
            };
            decoded.bytes.push(byte);
            decoded.origins.push(self.origins[at].start..self.origins[at + length - 1].end);
            at += length;
        }
        let is_shorter = decoded.bytes.len() < self.bytes.len();
        *self = decoded;
        is_shorter
    }

    /// Where a secret is in the string.
    fn places(&self, secret: &[u8]) -> impl Iterator<Item = Range<usize>> {
        let windows = self.bytes.windows(secret.len().max(1)).enumerate();
        let found = windows.filter(move |(_, window)| *window == secret);
        found.map(|(at, window)| self.origins[at].start..self.origins[at + window.len() - 1].end)
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| digit.try_into().ok())
}

/// The strings in a JSON body that are in a property with one of these names, at any depth.
pub(crate) fn secrets_in(body: &[u8], names: &[&str]) -> Vec<String> {
    let mut secrets = Vec::new();
    if let Ok(body) = serde_json::from_slice(body) {
        collect(&body, names, false, &mut secrets);
    }
    secrets
}

fn collect(value: &Value, names: &[&str], is_secret: bool, secrets: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            collect(value, names, is_secret || names.contains(&name.as_str()), secrets);
        }),
        Value::Array(items) => items.iter().for_each(|item| collect(item, names, is_secret, secrets)),
        Value::String(text) if is_secret => secrets.push(text.clone()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;

    const SECRET: &str = "secret-test-0123456789_+/=";

    #[test]
    fn every_form_of_a_secret_is_removed_before_the_text_is_cut() {
        let redaction = Redaction::new([SECRET.to_owned(), "short".to_owned()]);
        let text = format!("{}{SECRET}", "x".repeat(LONGEST_TEXT - 5));
        assert!(!redaction.presentable(&text).contains("secre"));
        for text in [
            SECRET,
            SECRET.trim_end_matches('='),
            "secret%2Dtest%2D0123456789%5F%2B%2F%3D",
            "secret-test-0123456789_%2b%2f",
            "secret%2Dtest-0123456789_+%2f%3D",
            "%73%65%63%72%65%74%2dtest-012345%36789_%2B/",
            "secret-test-0123456789_%252B%25252f",
            &utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string(),
        ] {
            let shown = redaction.presentable(&format!("before 100% {text} %zz ä after a short text\n"));
            assert!(shown.starts_with("before 100% [redacted]"), "{shown}");
            assert!(shown.ends_with(" %zz ä after a short text "), "{shown}");
        }
        assert!(redaction.is_in(&format!("https://{}.example", SECRET.to_uppercase())));
        assert!(!redaction.is_in("https://short.example"));
        assert_eq!(Redaction::new([]).presentable("a"), "a");
    }

    #[test]
    fn a_secret_that_is_part_of_another_leaves_nothing_of_it() {
        let redaction = Redaction::new([SECRET.to_owned(), format!("{SECRET}0123456789012345")]);
        let shown = redaction.presentable(&format!("{SECRET}0123456789012345 and {SECRET}{SECRET}"));
        assert_eq!(shown.replace("[redacted]", "").replace("=", ""), " and ");
    }

    #[test]
    fn secrets_are_found_at_any_depth_of_a_body() {
        let body = br#"{"a": [{"key": "one", "b": "two"}], "key": [3, "four", {"b": "five"}]}"#;
        assert_eq!(secrets_in(body, &["key"]), ["one", "four", "five"]);
        assert_eq!(secrets_in(b"not JSON", &["key"]), [""; 0]);
    }
}
