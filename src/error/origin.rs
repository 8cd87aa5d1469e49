use std::fmt;

/// The call that an error belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) operation: &'static str,
    pub(crate) idempotent: bool,
    /// How many requests the call sent or began to send.
    pub(crate) attempts: u32,
}

impl Origin {
    /// Writes the end of a message, such as ` (after 3 attempts, request-id-test-…)`.
    pub(super) fn write_note(&self, f: &mut fmt::Formatter<'_>, request_id: Option<&str>) -> fmt::Result {
        match (self.attempts, request_id) {
            (0 | 1, None) => Ok(()),
            (0 | 1, Some(id)) => write!(f, " ({id})"),
            (attempts, None) => write!(f, " (after {attempts} attempts)"),
            (attempts, Some(id)) => write!(f, " (after {attempts} attempts, {id})"),
        }
    }
}
