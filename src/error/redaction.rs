//! Redacts a call's secrets from its errors, in case a server echoes them.

use std::ops::Range;

use serde_json::Value;

/// The length in bytes below which a secret is not redacted. Stytch's have at least 44. Redacting one that a test
/// makes up, such as `token`, would make ordinary words unreadable.
const SHORTEST: usize = 16;

/// Text from a server is cut to this many characters. Stytch's is far shorter.
const LONGEST_TEXT: usize = 512;

/// The longest string that is searched for secrets, in bytes. A longer one is not shown at all.
const LONGEST_SEARCHED: usize = 16 * 1024;

/// How many layers of encodings and escapes are undone to find a secret.
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
        if text.len() > LONGEST_SEARCHED {
            return format!("[{} bytes of text]", text.len());
        }
        self.redacted(text)
            .chars()
            .take(LONGEST_TEXT)
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect()
    }

    /// The text without the secrets, in whatever case and however they are encoded or escaped in it.
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

    /// Undoes one layer of encodings and escapes. Returns whether that changed anything.
    fn decode(&mut self) -> bool {
        let mut decoded = Self { bytes: Vec::new(), origins: Vec::new() };
        let mut at = 0;
        while let [first, ..] = self.bytes[at..] {
            let (byte, length) = unescape(&self.bytes[at..]).unwrap_or((first, 1));
            decoded.bytes.push(byte);
            decoded.origins.push(self.origins[at].start..self.origins[at + length - 1].end);
            at += length;
        }
        let is_shorter = decoded.bytes.len() < self.bytes.len();
        *self = decoded;
        is_shorter
    }

    /// Where a secret is in the string. Case is ignored, as host names and some headers lose theirs.
    fn places(&self, secret: &[u8]) -> impl Iterator<Item = Range<usize>> {
        let windows = self.bytes.windows(secret.len().max(1)).enumerate();
        let found = windows.filter(move |(_, window)| window.eq_ignore_ascii_case(secret));
        found.map(|(at, window)| self.origins[at].start..self.origins[at + window.len() - 1].end)
    }
}

/// The byte at the start of a string in an encoded or escaped form, and the length of that form.
fn unescape(text: &[u8]) -> Option<(u8, usize)> {
    match *text {
        // In URLs.
        [b'%', high, low, ..] => Some((byte(high, low)?, 3)),
        // In JSON, and in how Rust and others print bytes.
        [b'\\', b'u', b'0', b'0', high, low, ..] => Some((byte(high, low)?, 6)),
        [b'\\', b'x', high, low, ..] => Some((byte(high, low)?, 4)),
        [b'\\', escaped @ (b'"' | b'\'' | b'/' | b'\\'), ..] => Some((escaped, 2)),
        [b'&', ref entity @ ..] => character_reference(entity),
        _ => None,
    }
}

/// A character of one byte as in HTML, without the `&`.
fn character_reference(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().take(8).position(|byte| *byte == b';')?;
    let byte = match str::from_utf8(&text[..end]).ok()? {
        "amp" => b'&',
        "apos" => b'\'',
        "gt" => b'>',
        "lt" => b'<',
        "quot" => b'"',
        other => {
            let number = other.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u8::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            }
        }
    };
    Some((byte, end + 2))
}

fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16)?.try_into().ok();
    let (high, low): (u8, u8) = (digit(high)?, digit(low)?);
    Some(high << 4 | low)
}

/// The strings in a body that are in a property with one of these names, in JSON at any depth.
pub(crate) fn secrets_in(body: &[u8], is_form: bool, names: &[&str]) -> Vec<String> {
    if is_form {
        let secrets = form_urlencoded::parse(body).filter(|(name, _)| names.contains(&&**name));
        return secrets.map(|(_, secret)| secret.into_owned()).collect();
    }
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
            "SECRET-Test-0123456789_%2b/",
            r"secret\u002dtest\u002D0123456789_+\/\u003d",
            r"secret\x2dtest\\x2D0123456789_+\/=",
            "secret&#45;test&#x2d;0123456789_&#X2B;&#47;",
            "secret&amp;#45;test-0123456789_+/",
            &utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string(),
        ] {
            let shown = redaction.presentable(&format!("before 100% {text} %zz ä after a short text\n"));
            assert!(shown.starts_with("before 100% [redacted]"), "{shown}");
            assert!(shown.ends_with(" %zz ä after a short text "), "{shown}");
        }
        assert_eq!(Redaction::new([]).presentable("a"), "a");
    }

    #[test]
    fn a_secret_of_characters_that_are_escaped_is_removed() {
        let secret = r#"a"secret'with\all&of<the>them"#;
        let redaction = Redaction::new([secret.to_owned()]);
        let html = r#"a&quot;secret&apos;with\all&amp;of&lt;the&gt;them"#;
        for text in [secret, html, &format!("{secret:?}"), &serde_json::to_string(secret).expect("JSON")] {
            let shown = redaction.presentable(text);
            assert_eq!(shown.trim_matches('"'), "[redacted]", "{text}");
        }
        // Sequences that only look like escapes are left as they are.
        for text in [r"\u00e9 \xzz \n \", "& &; &#; &#xZZ; &#300; &nbsp; &toolongtobeone;", "%", "%4"] {
            assert_eq!(redaction.presentable(text), text);
        }
    }

    #[test]
    fn a_text_too_long_to_be_searched_is_not_shown() {
        let redaction = Redaction::new([SECRET.to_owned()]);
        assert_eq!(redaction.presentable(&"é".repeat(LONGEST_SEARCHED / 2)).chars().count(), LONGEST_TEXT);
        let text = SECRET.repeat(LONGEST_SEARCHED / SECRET.len() + 1);
        assert_eq!(redaction.presentable(&text), format!("[{} bytes of text]", text.len()));
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
        assert_eq!(secrets_in(body, false, &["key"]), ["one", "four", "five"]);
        assert_eq!(secrets_in(b"not JSON", false, &["key"]), [""; 0]);
        assert_eq!(secrets_in(b"key=a+b%3D&name=c&key=d", true, &["key"]), ["a b=", "d"]);
    }
}
