//! What a call sends that no rendering of its error may show, should the server send it back.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::client::Client;
use crate::operation::SECRET_PROPERTIES;

/// The shortest text that is taken out as a secret, in bytes. Stytch's are 44 and more; what a test
/// makes up, `token` say, is part of ordinary words, which would no longer be understood.
const SHORTEST: usize = 16;

/// The longest text of a server that is kept for messages, in characters. Stytch's are far shorter.
const LONGEST_TEXT: usize = 512;

/// The secrets of a call, as they travel and as a proxy's page may repeat them.
pub(crate) struct Redaction(Vec<String>);

impl Redaction {
    /// The client's credentials and session, and the marked properties of the request's body.
    pub(crate) fn new(client: &Client, body: Option<&[u8]>) -> Self {
        let session = client.session.as_ref().and_then(|session| session.secret());
        let credentials = client.settings.credentials.secrets();
        let mut secrets: Vec<String> = credentials.into_iter().chain(session).map(str::to_owned).collect();
        if let Some(body) = body.and_then(|body| serde_json::from_slice(body).ok()) {
            marked(&body, &mut secrets);
        }
        Self::of(secrets)
    }

    fn of(mut secrets: Vec<String>) -> Self {
        secrets.retain(|secret| secret.len() >= SHORTEST);
        for secret in &mut secrets {
            // Base64's padding is what others leave out.
            secret.truncate(secret.trim_end_matches('=').len());
        }
        let encoded = |secret: &String| utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        let encoded: Vec<String> = secrets.iter().map(encoded).collect();
        secrets.extend(encoded);
        // One may be part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
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

    /// Whether a secret is in the text, however it is capitalised: host names lose their capitals.
    pub(crate) fn concerns(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().any(|secret| text.contains(&secret.to_lowercase()))
    }
}

fn marked(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if SECRET_PROPERTIES.contains(&name.as_str()) => {
                        secrets.push(text.clone());
                    }
                    _ => marked(value, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| marked(item, secrets)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "secret-test-0123456789_+/=";

    #[test]
    fn a_secret_is_taken_out_in_every_form_before_a_text_is_cut() {
        let redaction = Redaction::of(vec![SECRET.to_owned(), "short".to_owned()]);
        let text = format!("{}{SECRET}", "x".repeat(LONGEST_TEXT - 5));
        assert!(!redaction.presentable(&text).contains("secre"));
        for text in [SECRET, SECRET.trim_end_matches('='), "secret%2Dtest%2D0123456789%5F%2B%2F%3D"] {
            let shown = redaction.presentable(&format!("before {text} after a short text\n"));
            assert!(shown.starts_with("before [redacted]"), "{shown}");
            assert!(shown.ends_with(" after a short text "), "{shown}");
        }
        assert!(redaction.concerns(&format!("https://{}.example", SECRET.to_uppercase())));
        assert!(!redaction.concerns("https://short.example"));
    }

    #[test]
    fn marked_properties_are_found_wherever_they_are() {
        let Some(name) = SECRET_PROPERTIES.first() else { return };
        let mut secrets = Vec::new();
        marked(&serde_json::json!({"a": [{*name: "one", "b": "two"}], *name: 3}), &mut secrets);
        assert_eq!(secrets, ["one"]);
    }
}
