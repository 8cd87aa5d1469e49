use std::time::Duration;

use serde_json::Value;
use stytch_connected_apps::reqwest::header::HeaderMap;

use crate::response::written;
use crate::scripts::{Action, Script, Scripted, Scripts, response_header, response_status};

/// A script for some requests of an operation. [`Sandbox::on`](super::Sandbox::on) begins it, and it applies from the
/// call that says what to do: [`respond`](Self::respond), [`respond_late`](Self::respond_late),
/// [`disconnect`](Self::disconnect) or [`stall`](Self::stall).
///
/// Without [`nth`](Self::nth) and [`times`](Self::times) it applies to all requests of the operation. If several
/// scripts apply to a request, the most recent one wins.
#[derive(Debug)]
#[must_use = "it does nothing until it says what to do"]
pub struct On<'a> {
    scripts: &'a Scripts,
    script: Script,
}

impl<'a> On<'a> {
    pub(super) fn new(scripts: &'a Scripts, operation: &'static str) -> Self {
        Self { scripts, script: Script::new(operation) }
    }

    /// Sets the first request that it applies to. The next request is number 1. Without [`times`](Self::times) it is
    /// the only one.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    pub fn nth(mut self, nth: u64) -> Self {
        assert!(nth > 0, "requests are counted from 1");
        self.script.first = nth;
        self.script.times.get_or_insert(1);
        self
    }

    /// Sets how many requests it applies to.
    pub fn times(mut self, times: u64) -> Self {
        self.script.times = Some(times);
        self
    }

    /// Applies it only to requests for this path, such as `/v1/users/user-1/connected_apps`.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.script.path = Some(path.into());
        self
    }

    /// Delays the response.
    pub fn after(mut self, delay: Duration) -> Self {
        self.script.delay = delay;
        self
    }

    /// Responds with this status and leaves the state unchanged. The body is the document's example for the status,
    /// or else an error in the API's shape; [`Reply::body`] replaces it.
    ///
    /// # Panics
    ///
    /// If the status is not from 200 to 999.
    #[track_caller]
    pub fn respond(self, status: u16) -> Reply<'a> {
        let status = response_status(status).unwrap_or_else(|message| panic!("{message}"));
        let response = Scripted { status, headers: HeaderMap::new(), body: None };
        let scripts = self.scripts;
        Reply { scripts, index: self.register(Action::Respond(response)) }
    }

    /// Handles the request as usual, but responds only [`after`](Self::after) the delay.
    pub fn respond_late(self) {
        self.register(Action::Proceed);
    }

    /// Closes the connection without a response, and leaves the state unchanged. Over HTTP/2 it only resets the stream.
    pub fn disconnect(self) {
        self.register(Action::Disconnect);
    }

    /// Handles the request as usual, but sends only the first half of the response's body and then nothing more.
    pub fn stall(self) {
        self.register(Action::Stall);
    }

    fn register(mut self, action: Action) -> usize {
        self.script.action = action;
        self.scripts.add(self.script)
    }
}

/// The response that [`On::respond`] sends. Its methods change it.
#[derive(Debug)]
pub struct Reply<'a> {
    scripts: &'a Scripts,
    index: usize,
}

impl Reply<'_> {
    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid, or if the header frames the message, such as `Content-Length`: the
    /// sandbox sets those itself.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        let (name, value) = response_header(name, value).unwrap_or_else(|message| panic!("{message}"));
        self.change(|response| _ = response.headers.append(name, value));
        self
    }

    /// Sets the body. A string is sent as it is, anything else as JSON. Responses with status 204, 205 or 304 have
    /// none.
    pub fn body(self, body: impl Into<Value>) -> Self {
        let body = written(body.into());
        self.change(|response| response.body = Some(body));
        self
    }

    fn change(&self, change: impl FnOnce(&mut Scripted)) {
        self.scripts.change(self.index, |script| {
            if let Action::Respond(response) = &mut script.action {
                change(response);
            }
        });
    }
}
