//! Recognises secrets by their names, since the vendor's documents do not mark them.

use codegen::names::snake;

/// The last words of the names of secrets, without a plural's `s`.
const LAST: [&str; 8] = ["credential", "hash", "jwt", "otp", "passcode", "password", "secret", "token"];

/// The last two words, where the last one alone tells nothing.
const PAIRS: [(&str, &str); 10] = [
    ("access", "key"),
    ("api", "key"),
    ("authorization", "code"),
    ("backup", "code"),
    ("code", "verifier"),
    ("private", "key"),
    ("qr", "code"),
    ("recovery", "code"),
    ("signing", "key"),
    ("totp", "code"),
];

/// Returns whether a name sounds like a secret's.
pub fn looks_secret(name: &str) -> bool {
    let name = snake(name);
    let words: Vec<&str> = name.split('_').map(|word| word.trim_end_matches('s')).collect();
    match words[..] {
        ["code"] => true,
        [.., before, last] => LAST.contains(&last) || PAIRS.contains(&(before, last)),
        [last] => LAST.contains(&last),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in
            ["client_secret", "sessionToken", "session_jwt", "password", "code", "recovery_codes", "api_key"]
        {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "client_id",
            "status_code",
            "country_code",
            "secret_last_four",
            "token_type",
            "code_challenge",
            "key",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}
