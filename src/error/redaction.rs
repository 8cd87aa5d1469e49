//! Keeps what a call sends in secret out of its errors, should the server send it back.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The shortest text that counts as a secret, in bytes. Stytch's have 44 and more. What a test makes up,
/// such as `token`, is part of ordinary words, which would become unreadable.
const SHORTEST: usize = 16;

/// The longest text of a server that an error keeps, in characters. Stytch's are far shorter.
const LONGEST_TEXT: usize = 512;

/// The secrets of one call, in the forms in which they may come back.
pub(crate) struct Redaction(Vec<String>);

impl Redaction {
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut forms = Vec::new();
        for mut secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            // What repeats base64 may leave its padding out.
            secret.truncate(secret.trim_end_matches('=').len());
            forms.push(utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string());
            forms.push(secret);
        }
        // A secret may be part of another: the longest goes first.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        Self(forms)
    }

    /// A server's text as one line of bounded length, without the secrets.
    pub(crate) fn presentable(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            text = text.replace(secret, "[redacted]");
        }
        text.chars()
            .take(LONGEST_TEXT)
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect()
    }

    /// Whether a secret is in the text. Case is ignored, as host names lose theirs.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().any(|secret| text.contains(&secret.to_lowercase()))
    }
}

/// The strings in a JSON body whose property has one of these names.
pub(crate) fn secrets_in(body: &[u8], names: &[&str]) -> Vec<String> {
    let mut secrets = Vec::new();
    if let Ok(body) = serde_json::from_slice(body) {
        collect(&body, names, &mut secrets);
    }
    secrets
}

fn collect(value: &Value, names: &[&str], secrets: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if names.contains(&name.as_str()) => secrets.push(text.clone()),
                    _ => collect(value, names, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names, secrets)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "secret-test-0123456789_+/=";

    #[test]
    fn every_form_of_a_secret_is_removed_before_the_text_is_cut() {
        let redaction = Redaction::new([SECRET.to_owned(), "short".to_owned()]);
        let text = format!("{}{SECRET}", "x".repeat(LONGEST_TEXT - 5));
        assert!(!redaction.presentable(&text).contains("secre"));
        for text in [SECRET, SECRET.trim_end_matches('='), "secret%2Dtest%2D0123456789%5F%2B%2F%3D"] {
            let shown = redaction.presentable(&format!("before {text} after a short text\n"));
            assert!(shown.starts_with("before [redacted]"), "{shown}");
            assert!(shown.ends_with(" after a short text "), "{shown}");
        }
        assert!(redaction.is_in(&format!("https://{}.example", SECRET.to_uppercase())));
        assert!(!redaction.is_in("https://short.example"));
    }

    #[test]
    fn secrets_are_found_at_any_depth_of_a_body() {
        let body = br#"{"a": [{"key": "one", "b": "two"}], "key": 3}"#;
        assert_eq!(secrets_in(body, &["key"]), ["one"]);
        assert_eq!(secrets_in(b"not JSON", &["key"]), [""; 0]);
    }
}
