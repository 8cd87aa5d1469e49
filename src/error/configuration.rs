use std::fmt;

/// A setting that prevents the client from being built.
#[derive(Debug)]
pub struct ConfigurationError {
    setting: &'static str,
    reason: String,
}

impl ConfigurationError {
    pub(super) fn new(setting: &'static str, reason: String) -> Self {
        Self { setting, reason }
    }

    /// The setting to correct: the method of [`ClientBuilder`](crate::ClientBuilder) that takes it, the
    /// argument of [`Client::builder`](crate::Client::builder), or the environment variable.
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// The mistake in the setting and how to correct it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.reason)
    }
}

impl std::error::Error for ConfigurationError {}
