use stytch_connected_apps::Error;

use crate::missing::Missing;
use crate::record::revocations::{Revocation, RevocationState};
use crate::record::time::now;
use crate::revoke::dead_by;
use crate::revoke::row::Row;

/// The error of a grant or a session that Stytch has confirmed as revoked, and lists nevertheless.
pub const STILL_LISTED: &str = "still listed after the revocation";

/// A row at work: one attempt, perhaps after earlier ones.
#[derive(Debug)]
pub struct Attempt<R> {
    pub row: R,
    /// An earlier request may have taken it back.
    was_sent: bool,
}

impl<R: Row> Attempt<R> {
    pub fn new(mut row: R) -> Self {
        Self { was_sent: row.outcome().sent_at.is_some(), row }
    }

    /// The request is about to leave.
    pub fn send(&mut self) {
        let outcome = self.row.outcome();
        *outcome.state = RevocationState::Sent;
        outcome.sent_at.get_or_insert_with(now);
    }

    /// The request has failed, and is sent again.
    pub fn put_back(&mut self, error: &Error) {
        self.was_sent |= may_have_revoked(error);
        if !self.was_sent {
            let outcome = self.row.outcome();
            *outcome.state = RevocationState::Planned;
            *outcome.sent_at = None;
        }
    }

    /// Sets the outcome. `result` has the id of the request.
    pub fn end(&mut self, result: Result<String, Error>) {
        let outcome = self.row.outcome();
        *outcome.at = Some(now());
        *outcome.error = None;
        match result {
            Ok(request_id) => {
                *outcome.state = RevocationState::Revoked;
                *outcome.request_id = Some(request_id);
            }
            Err(error) => {
                let may_have_revoked = self.was_sent || may_have_revoked(&error);
                let request_id = error.request_id().map(str::to_owned);
                match (Missing::of(&error), &outcome.request_id) {
                    // Stytch confirmed an earlier request, whose id the row has.
                    (Some(_), Some(_)) => *outcome.state = RevocationState::Revoked,
                    (Some(_), None) => {
                        *outcome.state = match may_have_revoked {
                            true => RevocationState::RevokedResponseLost,
                            false => RevocationState::AlreadyGone,
                        };
                        *outcome.request_id = request_id;
                    }
                    (None, _) => {
                        *outcome.state = RevocationState::Failed;
                        *outcome.request_id = request_id;
                        *outcome.error = Some(error.to_string());
                    }
                }
                if !may_have_revoked {
                    *outcome.sent_at = None;
                }
            }
        }
    }
}

/// Plans a failed revocation once more. Only the id of a request that Stytch has confirmed is kept.
pub fn plan_again(failed: &mut Revocation) {
    if failed.error.as_deref() != Some(STILL_LISTED) {
        failed.request_id = None;
    }
    failed.state = RevocationState::Planned;
    failed.planned_at = now();
    (failed.at, failed.error) = Default::default();
    dead_by::unmark(failed);
}

/// Returns whether some request of a call may have taken it back, though the call failed.
pub fn may_have_revoked(error: &Error) -> bool {
    // Requests before the last one, apart from those that a rate limit rejected.
    let earlier =
        error.attempts().saturating_sub(error.rejected_attempts() + u32::from(!error.is_rate_limited()));
    earlier > 0
        || match error {
            Error::Configuration(_) | Error::InvalidRequest(_) => false,
            Error::Transport(_) => !(error.is_connect() || error.is_tls() || error.is_rate_limited()),
            Error::Api(api) => api.status().is_server_error() || api.status() == 408,
            _ => true,
        }
}
