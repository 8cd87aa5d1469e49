use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};

use crate::call::core::Core;
use crate::call::invalid::invalid_request;
use crate::call::session::MemberSession;
use crate::error::Error;
use crate::model::path_segment::PathSegment;
use crate::table::operation::Operation;

/// Who makes calls: what all clones of a client share, and what only this view of it has.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) core: Arc<Core>,
    pub(crate) session: Option<Arc<MemberSession>>,
    /// Replaces the core's deadline.
    pub(crate) deadline: Option<Duration>,
    /// How long a call may wait for rate limits. `None`: until its deadline.
    pub(crate) rate_limit_wait: Option<Duration>,
}

impl Caller {
    /// The deadline of an operation, counted from the start of its call.
    pub(super) fn deadline(&self, operation: &Operation) -> Duration {
        self.core.limits.deadline(self.deadline, operation)
    }

    /// The project id for a path: the given one, or the client's own.
    #[allow(dead_code, reason = "a document need not have the project's id in a path")]
    pub(crate) fn project(
        &self,
        given: Option<PathSegment>,
        operation: &Operation,
    ) -> Result<PathSegment, Error> {
        match given {
            Some(given) => Ok(given),
            None => PathSegment::try_from(self.core.project_id.as_str())
                .map_err(|reason| invalid_request(operation, reason)),
        }
    }

    /// The header of the session. Fails if the operation does not accept it, or if a header cannot carry it.
    pub(super) fn session_header(
        &self,
        operation: &Operation,
    ) -> Result<Option<(&HeaderName, &HeaderValue)>, Error> {
        let Some(session) = self.session.as_deref() else { return Ok(None) };
        let accepted = operation.session_headers;
        if !accepted.contains(&session.header.as_str()) {
            let kind = if accepted.is_empty() { "" } else { " of this kind" };
            return Err(invalid_request(
                operation,
                format_args!(
                    "accepts no member session{kind}, so it would run with the project's full privileges; if that \
                     is intended, call it on the client without the session"
                ),
            ));
        }
        let wrong = "the member session is empty or contains characters that a header cannot carry; pass it exactly \
                     as Stytch gave it";
        let value = session.value.as_ref().ok_or_else(|| invalid_request(operation, wrong))?;
        Ok(Some((&session.header, value)))
    }
}
