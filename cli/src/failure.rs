use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::output::note;

/// Why a command did not do its work: one message for standard error, and an exit code.
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

    /// What the system did not do.
    pub fn io(what: impl fmt::Display, error: &io::Error) -> Self {
        Self::new(format!("{what}: {error}"))
    }

    /// Adds what to do next.
    #[must_use]
    pub fn and(mut self, next: &str) -> Self {
        self.message += "; ";
        self.message += next;
        self
    }

    /// Prints the message, and returns the exit code.
    pub fn report(self) -> ExitCode {
        note!("error: {}", self.message);
        ExitCode::from(self.code)
    }
}

/// The message of an error with those of its causes.
impl From<stytch_connected_apps::Error> for Failure {
    fn from(error: stytch_connected_apps::Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            // A cause may repeat its own cause.
            if !message.ends_with(&text) {
                message += &format!(": {text}");
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
}
