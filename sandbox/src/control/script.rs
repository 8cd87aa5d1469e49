use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::HeaderMap;

use crate::known::known;
use crate::object::from_objects;
use crate::response::written;
use crate::scripts::{Action, Script, Scripted, response_header, response_status};

/// A script, as a request describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub(super) struct ScriptRequest {
    operation: String,
    path: Option<String>,
    nth: Option<u64>,
    times: Option<u64>,
    #[serde(default)]
    delay_ms: u64,
    respond: Option<ResponseRequest>,
    #[serde(default)]
    disconnect: bool,
    #[serde(default)]
    stall: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct ResponseRequest {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
}

from_objects!(ScriptRequest, ResponseRequest);

impl TryFrom<ScriptRequest> for Script {
    type Error = String;

    fn try_from(request: ScriptRequest) -> Result<Self, String> {
        let ScriptRequest { operation, path, nth, times, delay_ms, respond, disconnect, stall } = request;
        let operation = known(&operation).map_err(|message| format!("operation: {message}"))?;
        let action = match (respond, disconnect, stall) {
            (Some(respond), false, false) => Action::Respond(respond.try_into()?),
            (None, true, false) => Action::Disconnect,
            (None, false, true) => Action::Stall,
            (None, false, false) if delay_ms > 0 => Action::Proceed,
            _ => {
                return Err(
                    "set exactly one of `respond`, `disconnect` and `stall`, or only `delay_ms`".to_owned()
                );
            }
        };
        if nth == Some(0) {
            return Err("nth: must be at least 1; the first request is number 1".to_owned());
        }
        let mut script = Self::new(operation.id);
        script.path = path;
        script.first = nth.unwrap_or(1);
        script.times = times.or(nth.map(|_| 1));
        script.delay = Duration::from_millis(delay_ms);
        script.action = action;
        Ok(script)
    }
}

impl TryFrom<ResponseRequest> for Scripted {
    type Error = String;

    fn try_from(ResponseRequest { status, headers, body }: ResponseRequest) -> Result<Self, String> {
        let status: StatusCode =
            response_status(status).map_err(|message| format!("respond.status: {message}"))?;
        let mut read = HeaderMap::new();
        for (name, value) in &headers {
            let (name, value) =
                response_header(name, value).map_err(|message| format!("respond.headers: {message}"))?;
            read.append(name, value);
        }
        Ok(Self { status, headers: read, body: body.map(written) })
    }
}
