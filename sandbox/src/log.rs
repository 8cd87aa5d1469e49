use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde::{Serialize, Serializer};
use serde_json::Value;
use stytch_connected_apps::operations;
use stytch_connected_apps::operations::Operation;

use crate::redact::{REDACTED, is_secret, redact};

/// How many requests the log keeps, and how many bytes of paths, parameters and bodies.
const MOST_KEPT: usize = 10_000;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A request that the sandbox received, and its response. Secrets are redacted.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// When the request arrived. In JSON it is in seconds since 1970.
    #[serde(serialize_with = "seconds")]
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

/// A request and its response as they were received and sent, with their secrets.
pub(super) struct Entry {
    pub(super) at: SystemTime,
    pub(super) operation: Option<&'static Operation>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) body: Bytes,
    pub(super) status: Option<u16>,
    pub(super) response: Bytes,
}

impl Entry {
    pub(super) fn operation_id(&self) -> Option<&'static str> {
        self.operation.map(|operation| operation.id)
    }

    fn len(&self) -> usize {
        let parameters = self.parameters.iter().map(|(name, value)| name.len() + value.len());
        let strings = self.method.len() + self.path.len() + parameters.sum::<usize>();
        strings + self.body.len() + self.response.len()
    }

    /// The exchange without its secrets.
    pub(super) fn shown(&self) -> Exchange {
        // Every operation knows the names of all the document's secrets, which are as secret in a request that went astray.
        let operation = self.operation.or(operations::all().first().copied());
        let json = |body: &Bytes| {
            let mut value = serde_json::from_slice(body).unwrap_or_default();
            redact(operation, &mut value);
            value
        };
        let parameters = self.parameters.iter().map(|(name, value)| {
            let is_secret = is_secret(operation, name);
            (name.clone(), if is_secret { REDACTED.to_owned() } else { value.clone() })
        });
        Exchange {
            at: self.at,
            operation: self.operation_id(),
            method: self.method.clone(),
            path: self.path.clone(),
            parameters: parameters.collect(),
            body: json(&self.body),
            status: self.status,
            response: json(&self.response),
        }
    }
}

#[derive(Default)]
pub(super) struct Log(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
}

impl Log {
    pub(super) fn add(&self, entry: Entry) {
        let mut kept = self.lock();
        kept.bytes += entry.len();
        kept.entries.push_back(Arc::new(entry));
        while kept.entries.len() > MOST_KEPT || kept.bytes > MOST_BYTES {
            let Some(oldest) = kept.entries.pop_front() else { break };
            kept.bytes -= oldest.len();
        }
    }

    /// The entries in the order of their arrival.
    pub(super) fn entries(&self) -> Vec<Arc<Entry>> {
        self.lock().entries.iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        let old = mem::take(&mut *self.lock());
        drop(old);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seconds<S: Serializer>(at: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64().serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(log: &Log, number: usize, path: usize, body: usize) {
        log.add(Entry {
            at: SystemTime::UNIX_EPOCH,
            operation: None,
            method: "GET".to_owned(),
            path: format!("/{number}{}", "?".repeat(path)),
            parameters: BTreeMap::new(),
            body: vec![b' '; body].into(),
            status: None,
            response: Bytes::new(),
        });
    }

    fn first_and_number(log: &Log) -> (String, usize) {
        let all = log.entries();
        (all[0].path.clone(), all.len())
    }

    #[test]
    fn the_log_keeps_the_latest_requests_within_its_bounds() {
        let log = Log::default();
        (0..MOST_KEPT + 5).for_each(|number| add(&log, number, 0, 0));
        assert_eq!(first_and_number(&log), ("/5".to_owned(), MOST_KEPT));
        log.clear();
        (0..70).for_each(|number| add(&log, number, 0, 1024 * 1024 - "GET/10".len()));
        assert_eq!(first_and_number(&log), ("/6".to_owned(), 64));
        log.clear();
        (0..70).for_each(|number| add(&log, number, 1024 * 1024, 0));
        assert!(log.entries().len() < 64, "long paths count as well");
    }
}
