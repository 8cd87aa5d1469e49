//! Changes that a command makes: each is written as planned, written as sent before its request leaves, and verified.

mod attempt;
mod send;
mod verify;

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::change::send::SendWork;
use crate::change::verify::VerifyWork;
use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::rate::Rate;
use crate::job::run;
use crate::output::{note, printable};
use crate::record::file::Record;
use crate::record::outcomes::Outcome;

/// A change, which is a row of a table of evidence.
pub trait Change: Clone + Send + Sync + 'static {
    /// The table, whose primary key has the same name.
    const TABLE: &'static str;
    /// The word for the progress.
    const VERB: &'static str;

    fn id(&self) -> i64;
    /// The id of what is changed.
    fn subject(&self) -> &str;
    fn outcome(&self) -> &Outcome;
    fn outcome_mut(&mut self) -> &mut Outcome;

    /// Makes the change. The gate has been passed for the first call.
    fn send(
        client: Client,
        gate: Arc<Gate>,
        change: Arc<Self>,
    ) -> impl Future<Output = Result<Sent, Error>> + Send + 'static;

    /// Asks for what is changed. An error is why the change is not made.
    fn verify(
        client: Client,
        change: Arc<Self>,
    ) -> impl Future<Output = Result<Result<(), String>, Error>> + Send + 'static;

    /// Returns why a refusal would meet all other changes too, so that none is sent any more.
    fn ends_all(&self, _error: &Error) -> Option<String> {
        None
    }
}

/// The result of sending a change.
#[derive(Debug)]
pub enum Sent {
    /// Made by the request with this id.
    Made(String),
    /// Found made, by the request with this id.
    Found(Option<String>),
    /// Found made after an earlier attempt of the same call, whose response was lost.
    FoundAfterRetry(Option<String>),
    /// Not made, as there is a reason against it.
    Refused(String),
}

/// A change as an item of a job. Its id tells it from the others.
#[derive(Debug)]
pub struct Item<T>(i64, Arc<T>);

impl<T> Clone for Item<T> {
    fn clone(&self) -> Self {
        Self(self.0, self.1.clone())
    }
}

impl<T> PartialEq for Item<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Item<T> {}

impl<T> Hash for Item<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Makes all changes and verifies them, and updates them with their outcomes, even if it ends early.
pub async fn execute<T: Change>(
    client: &Client,
    record: &mut Record,
    changes: &mut [T],
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let to_do = changes.iter().filter(|change| change.outcome().state.is_to_do()).cloned();
    let mut send = SendWork::new(record, to_do);
    let ended = run::run(Some(T::VERB), &mut send, client, rate).await;
    send.unwritten.iter().for_each(note_unwritten);
    update(changes, send.done);
    ended?;

    let made = changes.iter().filter(|change| {
        let outcome = change.outcome();
        outcome.state.is_done() && outcome.verified_at.is_none()
    });
    let mut verify = VerifyWork::new(record, made.cloned());
    let ended = run::run(Some("verify"), &mut verify, client, rate).await;
    update(changes, verify.done);
    ended
}

/// The record lacks the outcome, so this line is its evidence.
fn note_unwritten<T: Change>(change: &T) {
    let Outcome { state, at, request_id, .. } = change.outcome();
    note!(
        "warning: not written to the record: {} {} {}, {}, at {}",
        T::VERB,
        state.as_str(),
        printable(change.subject()),
        printable(request_id.as_deref().unwrap_or("without a request id")),
        at.as_deref().unwrap_or_default(),
    );
}

fn update<T: Change>(changes: &mut [T], done: Vec<T>) {
    let mut done: HashMap<i64, T> = done.into_iter().map(|change| (change.id(), change)).collect();
    for change in changes {
        if let Some(done) = done.remove(&change.id()) {
            *change = done;
        }
    }
}
