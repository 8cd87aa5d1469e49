//! Which fields no log may show. The vendor's documents do not say.

/// The last words of the names of secrets.
const LAST: [&str; 7] = ["secret", "token", "jwt", "password", "passcode", "otp", "hash"];

/// Names of secrets whose last word also ends other names.
const WHOLE: [&str; 8] = [
    "authorization_code",
    "backup_code",
    "backup_codes",
    "code",
    "qr_code",
    "recovery_code",
    "recovery_codes",
    "totp_code",
];

/// Whether a text of this name is a secret, as far as a name tells.
pub fn looks_secret(name: &str) -> bool {
    let name = codegen::names::snake(name);
    WHOLE.contains(&name.as_str()) || name.rsplit('_').next().is_some_and(|last| LAST.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in ["client_secret", "sessionToken", "session_jwt", "password", "code", "recovery_codes"] {
            assert!(looks_secret(name), "{name}");
        }
        for name in
            ["client_id", "status_code", "country_code", "secret_last_four", "token_type", "code_challenge"]
        {
            assert!(!looks_secret(name), "{name}");
        }
    }
}
