//! Whatever the response, a call returns a value or an error before its deadline. The error has the status
//! and holds no secret.
//!
//! There are 1,024 cases; `PROPTEST_CASES=100000 cargo test --test it arbitrary` runs more.

use std::cell::Cell;
use std::error::Error as _;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use scripted_server::{Server, send_and_close};
use serde_json::Value;
use stytch_connected_apps::operations::{self, Operation};
use stytch_connected_apps::{Client, Error, MemberSession, RetryPolicy};

use crate::support::{BASIC, SECRET, TOKEN, builder};

const DEADLINE: Duration = Duration::from_secs(10);

/// A response to an operation's request: its status, and everything after the status line.
#[derive(Clone)]
struct Response {
    operation: &'static Operation,
    status: u16,
    rest: Vec<u8>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.operation.id, self.status, String::from_utf8_lossy(&self.rest))
    }
}

/// A configuration with this many cases, unless the environment sets another number.
pub fn config(cases: u32) -> Config {
    let default = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { default } else { Config { cases, ..default } }
}

fn response() -> impl Strategy<Value = Response> {
    let status =
        prop_oneof![4 => Just(200), 4 => select(vec![400, 401, 403, 404, 429, 500, 503]), 1 => 200_u16..1000];
    let length = prop_oneof![4 => Just(Some(0)), 1 => Just(None), 1 => (-20_i64..20).prop_map(Some)];
    (any::<Index>(), status, headers(), length).prop_flat_map(|(operation, status, headers, length)| {
        let operation = operations::all()[operation.index(operations::all().len())];
        body(operation, status).prop_map(move |body| {
            let length = length.map(|off| (body.len() as i64 + off).max(0));
            let length = length.map(|length| format!("content-length: {length}\r\n")).unwrap_or_default();
            let rest = [headers.as_bytes(), length.as_bytes(), b"\r\n", &body].concat();
            Response { operation, status, rest }
        })
    })
}

fn headers() -> impl Strategy<Value = String> {
    let name = select(vec!["retry-after", "location", "content-type", "date", "x-request-id", "set-cookie"]);
    let value = prop_oneof![
        "[ -~]{0,40}",
        select(vec!["application/json", "text/html", "0", "Sun, 06 Nov 1994 08:49:37 GMT", TOKEN, BASIC])
            .prop_map(str::to_owned),
        Just(format!("https://example.com/{TOKEN}?{SECRET}")),
    ];
    prop::collection::vec((name, value), 0..4)
        .prop_map(|headers| headers.into_iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect())
}

/// One of the operation's documented bodies, mutated or truncated, or arbitrary bytes.
fn body(operation: &'static Operation, status: u16) -> impl Strategy<Value = Vec<u8>> {
    let all: Vec<&str> = operation.example_responses().iter().map(|example| example.body).collect();
    let success = operation.example_responses().iter().filter(|example| example.status < 300);
    let success = success.map(|example| example.body).collect();
    let documented = select(if status < 300 { success } else { all.clone() });
    let documented = prop_oneof![4 => documented, 1 => select(all)];
    let changes = prop::collection::vec((any::<Index>(), value()), 0..4);
    let changed = (documented, changes).prop_map(|(body, changes)| {
        let mut json: Value = serde_json::from_str(body).unwrap_or_default();
        for (index, value) in changes {
            let count = replace(&mut json, usize::MAX, &Value::Null);
            replace(&mut json, index.index(count), &value);
        }
        json.to_string().into_bytes()
    });
    let changed = changed.boxed();
    let truncated = (changed.clone(), any::<Index>()).prop_map(|(mut body, at)| {
        body.truncate(at.index(body.len() + 1));
        body
    });
    let broken = (changed.clone(), any::<Index>(), any::<u8>()).prop_map(|(mut body, at, byte)| {
        let at = at.index(body.len());
        body[at] = byte;
        body
    });
    prop_oneof![4 => changed, 1 => truncated, 1 => broken, 1 => any::<Vec<u8>>()]
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(vec![SECRET, BASIC, TOKEN]).prop_map(|secret| format!("before {secret} after").into()),
    ];
    scalar.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Replaces the value at this index, in the order of the text. Returns how many values `json` holds.
fn replace(json: &mut Value, index: usize, value: &Value) -> usize {
    if index == 0 {
        *json = value.clone();
        return 1;
    }
    let mut count = 1;
    let members: Vec<&mut Value> = match json {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for member in members {
        count += replace(member, index.wrapping_sub(count), value);
    }
    count
}

/// Calls the operation, with a session if it takes one.
async fn call(client: &Client, operation: &'static Operation) -> Result<Value, Error> {
    let client = match operation.session_headers {
        [] => client.clone(),
        _ => client.with_member_session(MemberSession::token(TOKEN)),
    };
    operation.invoke(&client, operation.example_arguments()).await
}

fn check(response: &Response, error: &Error) {
    let sent = if response.operation.session_headers.is_empty() {
        &[SECRET, BASIC][..]
    } else {
        &[SECRET, BASIC, TOKEN]
    };
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    assert!(sent.iter().all(|secret| !text.contains(secret)), "{text}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(response.status), "{error:?}");
    assert_eq!((error.operation(), error.attempts()), (Some(response.operation.id), 1));
    assert!(text.len() < 20_000, "{} bytes", text.len());
}

#[test]
fn any_response_becomes_a_value_or_an_error() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let next: Arc<Mutex<Vec<u8>>> = Arc::default();
    let reply = next.clone();
    let server = Server::responding_with(move |_| send_and_close(reply.lock().expect("no panic").clone()));
    let server = runtime.block_on(server);
    // The server closes each connection, so the client must not reuse one.
    let transport = reqwest::Client::builder().pool_max_idle_per_host(0);
    let client =
        builder(&server.url).reqwest_builder(transport).retry(RetryPolicy::none()).deadline(DEADLINE);
    let client = client.build().expect("valid");
    let (values, errors) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(config(1024));
    let outcome = runner.run(&response(), |response| {
        let head = format!("HTTP/1.1 {} \r\n", response.status);
        *next.lock().expect("no panic") = [head.as_bytes(), &response.rest].concat();
        let started = Instant::now();
        match runtime.block_on(call(&client, response.operation)) {
            Ok(_) => values.set(values.get() + 1),
            Err(error) => {
                check(&response, &error);
                errors.set(errors.get() + 1);
            }
        }
        assert!(started.elapsed() < DEADLINE.mul_f64(1.1));
        Ok(())
    });
    outcome.expect("no counterexample");
    // Both outcomes occur.
    assert!(values.get() > 9 && errors.get() > 9, "{values:?} values, {errors:?} errors");
}
