use stytch_connected_apps::Error;

use crate::change::{Change, Sent};
use crate::record::outcomes::State;
use crate::record::time::now;
use crate::revoke::attempt::may_have_revoked;

/// A change at work: one attempt, perhaps after earlier ones.
#[derive(Debug)]
pub struct Attempt<T> {
    pub change: T,
    /// An earlier request may have made the change.
    was_sent: bool,
}

impl<T: Change> Attempt<T> {
    pub fn new(change: T) -> Self {
        Self { was_sent: change.outcome().sent_at.is_some(), change }
    }

    /// The request is about to leave.
    pub fn send(&mut self) {
        let outcome = self.change.outcome_mut();
        outcome.state = State::Sent;
        outcome.sent_at.get_or_insert_with(now);
    }

    /// The request has failed, and is sent again.
    pub fn put_back(&mut self, error: &Error) {
        self.was_sent |= may_have_revoked(error);
        if !self.was_sent {
            let outcome = self.change.outcome_mut();
            outcome.state = State::Planned;
            outcome.sent_at = None;
        }
    }

    pub fn end(&mut self, result: Result<Sent, Error>) {
        let mut was_sent = self.was_sent;
        let outcome = self.change.outcome_mut();
        outcome.at = Some(now());
        outcome.error = None;
        match result {
            Ok(Sent::Made(request_id)) => {
                was_sent = true;
                (outcome.state, outcome.request_id) = (State::Done, Some(request_id));
            }
            Ok(Sent::Found(request_id)) => {
                outcome.state = if was_sent { State::DoneResponseLost } else { State::AlreadyDone };
                outcome.request_id = request_id;
            }
            Ok(Sent::FoundAfterRetry(request_id)) => {
                was_sent = true;
                (outcome.state, outcome.request_id) = (State::DoneResponseLost, request_id);
            }
            Ok(Sent::Refused(reason)) => {
                (outcome.state, outcome.error) = (State::Failed, Some(reason));
            }
            Err(error) => {
                was_sent |= may_have_revoked(&error);
                outcome.state = State::Failed;
                outcome.request_id = error.request_id().map(str::to_owned);
                outcome.error = Some(error.to_string());
            }
        }
        if !was_sent {
            outcome.sent_at = None;
        }
    }
}
