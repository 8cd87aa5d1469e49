//! Whether the app still has access: what Stytch said, and how old that is.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quick_cache::sync::Cache;
use tokio::sync::OwnedMutexGuard;

use crate::client::Client;
use crate::error::Error;
use crate::verify::ask::{Question, Said, Way};
use crate::verify::clock::Clock;
use crate::verify::cutoffs::{Cutoffs, Presented};
use crate::verify::error::VerifyError;
use crate::verify::flight::finished;
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

/// The verifier's choice if Stytch cannot be asked whether the app still has access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenUnavailable {
    /// It is refused, with [`VerifyError::Unavailable`].
    Refuse,
    /// It is accepted if Stytch has last said yes at most this long ago, and cannot be reached or is overloaded. A
    /// caller with [`Recheck::EachTime`] gets an error all the same.
    AcceptFor(Duration),
}

/// About whom or what Stytch is asked: a person, or a token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Person(String),
    Token(TokenId),
}

/// Stytch's last word on one subject.
#[derive(Debug, Default)]
struct Answers {
    last: Mutex<Option<Answer>>,
    /// Held while Stytch is asked, so that a subject has one question in flight.
    asking: Arc<tokio::sync::Mutex<Pause>>,
}

#[derive(Debug, Clone)]
struct Answer {
    /// When the question left: what Stytch says is at least as recent.
    asked: Moment,
    said: Arc<Said>,
}

pub(super) struct Granted {
    way: Arc<Way>,
    when_unavailable: WhenUnavailable,
    answers: Cache<Subject, Arc<Answers>>,
    cutoffs: Arc<Cutoffs>,
}

impl Granted {
    pub(super) fn new(
        way: Way,
        when_unavailable: WhenUnavailable,
        capacity: usize,
        cutoffs: Arc<Cutoffs>,
    ) -> Self {
        Self { way: Arc::new(way), when_unavailable, answers: Cache::new(capacity), cutoffs }
    }

    /// Checks that the app still has access. Returns whether time has passed meanwhile.
    pub(super) async fn check(
        &self,
        token: &Presented<'_>,
        recheck: Recheck,
        client: &Client,
        clock: &Clock,
    ) -> Result<bool, VerifyError> {
        let allowed = match recheck {
            Recheck::Never => return Ok(false),
            Recheck::Within(age) => age,
            Recheck::EachTime => Duration::ZERO,
        };
        let arrived = Moment::now();
        let subject = self.subject(token);
        let answers = self.answers.get_or_insert_with(&subject, || Ok::<_, Infallible>(Arc::default()));
        let Ok(answers) = answers;
        if let Some(permitted) = answers.known(token, arrived, allowed) {
            return permitted.map(|()| false);
        }
        let pause = answers.asking.clone().lock_owned().await;
        // Somebody else may have asked meanwhile.
        if self.cutoffs.covers(token) {
            return Err(VerifyError::Revoked);
        }
        if let Some(permitted) = answers.known(token, arrived, allowed) {
            return permitted.map(|()| true);
        }
        if let Some(error) = pause.error(arrived) {
            return self.unavailable(&answers, token, allowed, error).map(|()| true);
        }
        match self.ask(&answers, pause, token, client, clock).await {
            Ok(said) if said.permits(token.app) => Ok(true),
            Ok(_) => {
                tracing::info!("a token was refused: the app's access is revoked");
                Err(VerifyError::Revoked)
            }
            Err(error) => self.unavailable(&answers, token, allowed, error).map(|()| true),
        }
    }

    /// Asks Stytch, and remembers what it says even if the caller is gone by then.
    async fn ask(
        &self,
        answers: &Arc<Answers>,
        mut pause: OwnedMutexGuard<Pause>,
        token: &Presented<'_>,
        client: &Client,
        clock: &Clock,
    ) -> Result<Arc<Said>, Arc<Error>> {
        // The times before the question: what was granted after it left may be missing in the answer.
        let (asked, second) = (Moment::now(), clock.at_stytch());
        let question = Question::about(token);
        let (way, cutoffs, answers, client) =
            (self.way.clone(), self.cutoffs.clone(), answers.clone(), client.clone());
        finished(async move {
            let said = way.ask(&client, &question).await.map_err(|error| pause.failed(error))?;
            if let Said::Apps(now) = &said {
                let before = answers.last().map(|answer| answer.said);
                for app in before.iter().flat_map(|said| said.apps()).filter(|app| !now.contains(app)) {
                    cutoffs.gone(&question.person, app, second);
                }
                if !said.permits(&question.app) {
                    cutoffs.seen(&question.presented(), second);
                }
            }
            let said = Arc::new(said);
            answers.set(Answer { asked, said: said.clone() });
            Ok(said)
        })
        .await
    }

    /// Forgets what Stytch has said about a person.
    pub(super) fn forget(&self, person: &str) {
        self.answers.remove(&Subject::Person(person.to_owned()));
    }

    fn subject(&self, token: &Presented<'_>) -> Subject {
        match &*self.way {
            Way::Grants => Subject::Person(token.person.to_owned()),
            Way::Introspection(_) => Subject::Token(token.id),
        }
    }

    /// Decides about a token if Stytch cannot be asked. A former yes is not enough for a caller who asks each time, nor if
    /// the request itself is wrong.
    fn unavailable(
        &self,
        answers: &Answers,
        token: &Presented<'_>,
        allowed: Duration,
        error: Arc<Error>,
    ) -> Result<(), VerifyError> {
        let (operation, status) = (error.operation(), error.status().map(|status| status.as_u16()));
        if let WhenUnavailable::AcceptFor(age) = self.when_unavailable
            && !allowed.is_zero()
            && error.is_retryable()
            && let Some(answer) = answers.last()
            && answer.said.permits(token.app)
            && answer.asked.elapsed() <= age
        {
            tracing::warn!(operation, status, "a token was accepted though Stytch cannot be asked");
            return Ok(());
        }
        tracing::warn!(operation, status, "a token was refused because Stytch cannot be asked");
        Err(VerifyError::Unavailable(error))
    }
}

impl Answers {
    /// Decides from Stytch's last word, if that is at most `allowed` older than the caller's question. `None` if Stytch has
    /// to be asked. The list of a person's apps never refuses a token here: the cutoffs do, because they tell a token of
    /// an old grant from one of a new grant. An inactive token stays inactive.
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
