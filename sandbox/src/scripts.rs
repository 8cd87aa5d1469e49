//! The scripts of a sandbox, and which of them applies to a request.

use std::fmt;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::{
    CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};

/// Reads the status of a response. The error says what is wrong.
pub(super) fn response_status(status: u16) -> Result<StatusCode, String> {
    let known = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
    known.ok_or_else(|| format!("{status} is not the status of a response: use 200 to 999"))
}

/// Reads a header of a scripted response. The error says what is wrong.
pub(super) fn response_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let known = HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a valid header name"))?;
    // With these, the response would not be valid HTTP.
    if [CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER, TE, UPGRADE].contains(&known) {
        return Err(format!("`{name}` cannot be set: the sandbox decides how the response is sent"));
    }
    let value = HeaderValue::try_from(value).map_err(|_| format!("`{name}`: the value is not valid"))?;
    Ok((known, value))
}

#[derive(Debug)]
pub(super) struct Script {
    operation: &'static str,
    pub(super) path: Option<String>,
    pub(super) first: u64,
    pub(super) times: Option<u64>,
    seen: u64,
    pub(super) delay: Duration,
    pub(super) action: Action,
}

impl Script {
    /// A script that changes nothing about all requests of an operation.
    pub(super) fn new(operation: &'static str) -> Self {
        Self {
            operation,
            path: None,
            first: 1,
            times: None,
            seen: 0,
            delay: Duration::ZERO,
            action: Action::Proceed,
        }
    }
}

/// The action of a script.
#[derive(Debug, Clone)]
pub(super) enum Action {
    Proceed,
    Respond(Scripted),
    Disconnect,
    Stall,
}

/// A response as a script has it.
#[derive(Clone)]
pub(super) struct Scripted {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

/// Headers and bodies may have secrets.
impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Script {
    fn len(&self) -> usize {
        let response = match &self.action {
            Action::Respond(Scripted { headers, body, .. }) => {
                let headers = headers.iter().map(|(name, value)| name.as_str().len() + value.len());
                headers.sum::<usize>() + body.as_ref().map_or(0, Bytes::len)
            }
            Action::Proceed | Action::Disconnect | Action::Stall => 0,
        };
        self.path.as_ref().map_or(0, String::len) + response
    }
}

/// How many scripts there can be, and how many bytes of paths, headers and bodies, so that a long run of tests without a
/// reset neither slows down nor fills the memory.
const MOST_SCRIPTS: usize = 10_000;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The scripts of a sandbox, in the order in which they came into force.
#[derive(Debug, Default)]
pub(super) struct Scripts(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    all: Vec<Script>,
    /// The length of those that [`Scripts::try_add`] added.
    bytes: usize,
}

impl Scripts {
    /// Puts a script in force, and returns its index.
    pub(super) fn add(&self, script: Script) -> usize {
        let all = &mut self.lock().all;
        all.push(script);
        all.len() - 1
    }

    /// Puts a script in force, unless there are too many.
    pub(super) fn try_add(&self, script: Script) -> Result<(), String> {
        let mut kept = self.lock();
        let bytes = kept.bytes + script.len();
        if kept.all.len() >= MOST_SCRIPTS || bytes > MOST_BYTES {
            return Err(format!(
                "there are {MOST_SCRIPTS} scripts or 64 MiB of them; reset the sandbox between tests"
            ));
        }
        kept.all.push(script);
        kept.bytes = bytes;
        Ok(())
    }

    /// Changes the script at an index. After a reset there is nothing left to change.
    pub(super) fn change(&self, index: usize, change: impl FnOnce(&mut Script)) {
        if let Some(script) = self.lock().all.get_mut(index) {
            change(script);
        }
    }

    /// Counts the request, and returns the delay and the action of the last script that is in force for it.
    pub(super) fn apply(&self, operation: &str, path: &str) -> (Duration, Action) {
        let mut last = None;
        let mut kept = self.lock();
        for (at, script) in kept.all.iter_mut().enumerate() {
            if script.operation != operation || script.path.as_ref().is_some_and(|other| other != path) {
                continue;
            }
            script.seen += 1;
            let position = script.seen.checked_sub(script.first);
            if position.is_some_and(|position| script.times.is_none_or(|times| position < times)) {
                last = Some(at);
            }
        }
        let last = last.map(|at| &kept.all[at]);
        last.map_or((Duration::ZERO, Action::Proceed), |script| (script.delay, script.action.clone()))
    }

    pub(super) fn clear(&self) {
        let old = mem::take(&mut *self.lock());
        drop(old);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_limit_to_the_bytes_of_scripts() {
        let scripts = Scripts::default();
        let add = |length: usize| {
            let body = Some(vec![b'a'; length].into());
            let response = Scripted { status: StatusCode::OK, headers: HeaderMap::new(), body };
            scripts.try_add(Script { action: Action::Respond(response), ..Script::new("get_user") })
        };
        for _ in 0..64 {
            add(MOST_BYTES / 64).expect("there is room");
        }
        let message = add(1).expect_err("there is none");
        assert!(message.contains("reset the sandbox"), "{message}");
        scripts.clear();
        add(1).expect("there is room again");
    }
}
