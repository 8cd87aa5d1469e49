use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde_json::Value;

/// How many requests the log keeps.
const KEPT: usize = 10_000;

/// A request that the sandbox received, and its response. The values of the document's secrets are left out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// When the request had arrived.
    pub at: SystemTime,
    /// The `operationId`. `None` if the document has no such operation.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path, percent-encoded as it was received.
    pub path: String,
    /// The parameters in the path and in the query.
    pub parameters: BTreeMap<String, String>,
    /// The JSON body. `null` if there was none.
    pub body: Value,
    /// The status of the response. `None` if a script closed the connection.
    pub status: Option<u16>,
    /// The JSON body of the response. `null` if it had none.
    pub response: Value,
}

#[derive(Debug, Default)]
pub(super) struct Log(Mutex<VecDeque<Exchange>>);

impl Log {
    /// Adds a request, without the values of the properties that hold secrets.
    pub(super) fn add(&self, mut exchange: Exchange, secret_properties: &[&str]) {
        hide(&mut exchange.body, secret_properties);
        hide(&mut exchange.response, secret_properties);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(exchange);
    }

    pub(super) fn all(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn hide(value: &mut Value, secret_properties: &[&str]) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if secret_properties.contains(&name.as_str()) && !value.is_null() {
                    *value = "[redacted]".into();
                } else {
                    hide(value, secret_properties);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, secret_properties)),
        _ => {}
    }
}
