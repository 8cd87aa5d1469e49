use std::fmt;

/// The call that an error belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) operation: &'static str,
    pub(crate) idempotent: bool,
    pub(crate) attempts: Attempts,
}

/// The requests of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// How many the call sent or began to send.
    pub(crate) sent: u32,
    /// How many of them a rate limit rejected. They are no failures: the call waits for its turn.
    pub(crate) rejected: u32,
}

impl Attempts {
    /// How many no rate limit rejected. Each has failed, except the last one of a call that succeeded.
    pub(crate) fn unrejected(self) -> u32 {
        self.sent - self.rejected
    }
}

impl Origin {
    /// Writes the end of a message, such as ` (after 3 attempts, request-id-test-…)`.
    pub(super) fn write_note(&self, f: &mut fmt::Formatter<'_>, request_id: Option<&str>) -> fmt::Result {
        let Attempts { sent, rejected } = self.attempts;
        if sent > 1 {
            write!(f, " (after {sent} attempts")?;
            if rejected > 0 && rejected < sent {
                write!(f, ", of which a rate limit rejected {rejected}")?;
            }
            request_id.map_or(Ok(()), |id| write!(f, ", {id}"))?;
            return f.write_str(")");
        }
        request_id.map_or(Ok(()), |id| write!(f, " ({id})"))
    }
}
