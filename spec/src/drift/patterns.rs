//! Patterns in which `*` stands for any characters.

use serde::{Deserialize, Serialize};

/// One pattern, or several that mean each of them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Patterns {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Default for Patterns {
    fn default() -> Self {
        Self::One(String::new())
    }
}

impl Patterns {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    pub fn match_text(&self, text: &str) -> bool {
        self.all().iter().any(|pattern| matches(pattern, text))
    }
}

/// Returns whether a string matches a pattern.
pub fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices()
                .map(|(index, _)| index)
                .chain([text.len()])
                .any(|index| matches(rest, &text[index..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("*", "anything", true),
            ("response.user", "response.user", true),
            ("response.user", "response.users", false),
            ("response.user*", "response.user.emails[].é", true),
            ("* /v1/users/*", "GET /v1/users/{user_id}", true),
            ("* /v1/users/*", "GET /v1/b2b/users", false),
            ("*.a", "x.a.b", false),
            ("*.a*", "x.a.b", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern}: {text}");
        }
    }
}
