//! Whether the app still has access: what Stytch said, and how old that is.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quick_cache::sync::Cache;

use crate::client::Client;
use crate::error::Error;
use crate::verify::ask::{Said, Way};
use crate::verify::cutoffs::{Cutoffs, Presented};
use crate::verify::error::VerifyError;
use crate::verify::jws::TokenId;
use crate::verify::moment::Moment;
use crate::verify::pause::Pause;

/// How old Stytch's word may be that the app still has access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recheck {
    /// Stytch is never asked. A token of a revoked grant is accepted until it expires, unless the verifier is told.
    Never,
    /// At most this old. A revocation takes effect within this time.
    Within(Duration),
    /// Stytch is asked for each token that is verified.
    EachTime,
}

/// What happens to a token if Stytch cannot be asked whether the app still has access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenUnavailable {
    /// It is refused, with [`VerifyError::Unavailable`].
    Refuse,
    /// It is accepted if Stytch has last said yes at most this long ago.
    AcceptFor(Duration),
}

/// About whom or what Stytch is asked: a person, or a token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Person(String),
    Token(TokenId),
}

/// What Stytch has said about one subject.
#[derive(Debug, Default)]
struct Answers {
    last: Mutex<Option<Answer>>,
    /// Held by the one who asks, so that a subject has one question in flight.
    asking: tokio::sync::Mutex<Pause>,
}

#[derive(Debug, Clone)]
struct Answer {
    /// When the question left: what Stytch says is at least as recent.
    asked: Moment,
    said: Arc<Said>,
}

pub(super) struct Granted {
    way: Way,
    when_unavailable: WhenUnavailable,
    answers: Cache<Subject, Arc<Answers>>,
}

impl Granted {
    pub(super) fn new(way: Way, when_unavailable: WhenUnavailable, capacity: usize) -> Self {
        Self { way, when_unavailable, answers: Cache::new(capacity) }
    }

    /// Checks that the app still has access.
    pub(super) async fn check(
        &self,
        token: &Presented<'_>,
        recheck: Recheck,
        cutoffs: &Cutoffs,
        client: &Client,
        now: impl Fn() -> f64,
    ) -> Result<(), VerifyError> {
        let allowed = match recheck {
            Recheck::Never => return Ok(()),
            Recheck::Within(age) => age,
            Recheck::EachTime => Duration::ZERO,
        };
        let arrived = Moment::now();
        let subject = self.subject(token);
        let answers = self.answers.get_or_insert_with(&subject, || Ok::<_, Infallible>(Arc::default()));
        let Ok(answers) = answers;
        if let Some(permitted) = answers.known(token, arrived, allowed) {
            return permitted;
        }
        let mut pause = answers.asking.lock().await;
        // Somebody else may have asked meanwhile.
        if let Some(permitted) = answers.known(token, arrived, allowed) {
            return permitted;
        }
        let asked = Moment::now();
        let said = match pause.error(arrived) {
            Some(error) => Err(error),
            None => self.way.ask(client, token).await.map_err(|error| pause.failed(error)),
        };
        match said {
            Ok(said) => {
                let is_permitted = said.permits(token.app);
                answers.set(Answer { asked, said: Arc::new(said) });
                if is_permitted {
                    return Ok(());
                }
                if matches!(self.way, Way::Grants) {
                    cutoffs.seen(token, now());
                }
                tracing::info!("a token was refused: the app's access is revoked");
                Err(VerifyError::Revoked)
            }
            Err(error) => self.unavailable(&answers, token, error),
        }
    }

    /// Forgets what Stytch has said about a person.
    pub(super) fn forget(&self, person: &str) {
        self.answers.remove(&Subject::Person(person.to_owned()));
    }

    fn subject(&self, token: &Presented<'_>) -> Subject {
        match self.way {
            Way::Grants => Subject::Person(token.person.to_owned()),
            Way::Introspection(_) => Subject::Token(token.id),
        }
    }

    fn unavailable(
        &self,
        answers: &Answers,
        token: &Presented<'_>,
        error: Arc<Error>,
    ) -> Result<(), VerifyError> {
        if let WhenUnavailable::AcceptFor(age) = self.when_unavailable
            && let Some(answer) = answers.last()
            && answer.said.permits(token.app)
            && answer.asked.elapsed() <= age
        {
            tracing::warn!("a token was accepted though Stytch cannot be asked: {error}");
            return Ok(());
        }
        tracing::warn!("a token was refused because Stytch cannot be asked: {error}");
        Err(VerifyError::Unavailable(error))
    }
}

impl Answers {
    /// What is known, as of at most `allowed` before the caller arrived. No answer says that an app has no access: the
    /// cutoffs do, which know of new grants. But a token never becomes active again.
    fn known(
        &self,
        token: &Presented<'_>,
        arrived: Moment,
        allowed: Duration,
    ) -> Option<Result<(), VerifyError>> {
        let answer = self.last()?;
        match &*answer.said {
            Said::Active(false) => Some(Err(VerifyError::Revoked)),
            said if said.permits(token.app) && answer.asked.is_recent(arrived, allowed) => Some(Ok(())),
            _ => None,
        }
    }

    fn last(&self) -> Option<Answer> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, answer: Answer) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }
}

impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Granted")
            .field("way", &self.way)
            .field("when_unavailable", &self.when_unavailable)
            .field("answers", &self.answers.len())
            .finish()
    }
}
