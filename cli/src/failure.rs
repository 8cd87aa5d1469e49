use std::error::Error;
use std::fmt;
use std::io;

/// The end of a command that did not do its work: one message for standard error, and an exit code.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The command did not do its work.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// The command did its work but for some parts, which the same command tries again.
    pub fn in_part(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 3 }
    }

    /// The command did its work, and found what it was to look for.
    pub fn found(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 4 }
    }

    /// An error of the operating system. `doing` completes "cannot", such as `write to june.html`.
    pub fn io(doing: impl fmt::Display, error: &io::Error) -> Self {
        Self::new(format!("cannot {doing}: {error}"))
    }

    /// Adds the next step for the user.
    #[must_use]
    pub fn and(mut self, next: &str) -> Self {
        self.message += "; ";
        self.message += next;
        self
    }

    /// An error of the library: its message with those of its causes.
    pub fn of(error: &stytch_connected_apps::Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let description = error.to_string();
            // A cause may repeat its own cause.
            if !message.ends_with(&description) {
                message += &format!(": {description}");
            }
            cause = error.source();
        }
        match error {
            stytch_connected_apps::Error::InvalidRequest(_) => Self::usage(message),
            _ if error.is_tls() => {
                Self::new(message).and("SSL_CERT_FILE may name a file of certificates to trust, in PEM")
            }
            _ => Self::new(message),
        }
    }

    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<stytch_connected_apps::Error> for Failure {
    fn from(error: stytch_connected_apps::Error) -> Self {
        Self::of(&error)
    }
}
