//! What the sandbox bounds: the length of a request's body, and the time of its head, its body and its connection.
//! `sandbox/benches/load.rs` shows how many connections there can be.

use std::time::Duration;

use scripted_server::time::{elapsed, soon, ticking_by};
use serde_json::Value;
use stytch_connected_apps::reqwest::header::{AUTHORIZATION, HeaderValue};
use stytch_connected_apps_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::plain_http;

const SECOND: Duration = Duration::from_secs(1);
const MIB: usize = 1024 * 1024;

async fn start() -> Sandbox {
    Sandbox::start().await.expect("a free port on loopback")
}

async fn connect(sandbox: &Sandbox) -> TcpStream {
    TcpStream::connect(sandbox.url().trim_start_matches("http://")).await.expect("the sandbox listens")
}

/// A request's head up to its last line, with the credentials that the sandbox accepts.
fn head(method_and_path: &str) -> String {
    let request = plain_http().get("http://sandbox").basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET));
    let request = request.build().expect("a request");
    let credentials = request.headers().get(AUTHORIZATION).map(HeaderValue::to_str);
    let credentials = credentials.expect("set").expect("text");
    format!("{method_and_path} HTTP/1.1\r\nhost: sandbox\r\nauthorization: {credentials}\r\n")
}

fn get() -> String {
    head("GET /v1/connected_apps/clients/connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000") + "\r\n"
}

fn post(body_header: &str) -> String {
    format!("{}{body_header}\r\n\r\n", head("POST /v1/connected_apps/clients"))
}

/// All that still comes from the server, until it closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset ends the connection as well.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).expect("text")
}

/// Awaits the end of `work`, which has to take about as long as `limit` on the paused clock.
async fn takes<T>(limit: Duration, work: impl Future<Output = T>) -> T {
    let (output, took) = elapsed(ticking_by(limit / 100, timeout(limit * 2, work))).await;
    assert!(took >= limit, "{took:?}");
    output.expect("the connection closes")
}

/// Checks that the text is one response that closes the connection, an error in the API's form.
fn assert_error(response: &str, status: u16, error_type: &str) {
    let (head, body) = response.split_once("\r\n\r\n").expect("a response");
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
    assert!(head.contains("\r\nconnection: close"), "{response}");
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&body["status_code"], &body["error_type"]), (&status.into(), &error_type.into()));
    assert!(body["request_id"].is_string() && body["error_message"].is_string(), "{body}");
}

fn chunked(body: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n"].concat()
}

#[tokio::test]
async fn a_request_body_over_the_limit_is_refused_and_its_connection_closes() {
    let sandbox = start().await;
    let url = format!("{}/v1/connected_apps/clients", sandbox.url());
    let send = async |body: Vec<u8>| {
        let request = plain_http().post(&url).basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET));
        request.body(body).send().await.expect("a response").status().as_u16()
    };
    let mut longest = br#"{"client_type": "first_party"}"#.to_vec();
    longest.resize(MIB, b' ');
    assert_eq!(send(longest).await, 200);
    for length in [MIB + 1, 7 * MIB] {
        // A client that first sends all of the body sees the response as well.
        assert_eq!(send(vec![b' '; length]).await, 413);
        for (header, body) in [
            (format!("content-length: {length}"), vec![b' '; length]),
            ("transfer-encoding: chunked".to_owned(), [chunked(&vec![b' '; length]), chunked(b"")].concat()),
        ] {
            let mut stream = connect(&sandbox).await;
            stream.write_all(post(&header).as_bytes()).await.expect("the connection is open");
            stream.write_all(&body).await.expect("the connection is open");
            assert_error(&soon(rest(&mut stream)).await, 413, "request_too_large");
        }
    }
}

#[tokio::test]
async fn a_request_body_without_an_end_is_not_read_for_ever() {
    let sandbox = start().await;
    for header in ["transfer-encoding: chunked", "content-length: 99999999999"] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(post(header).as_bytes()).await.expect("the connection is open");
        let chunk = chunked(&vec![b' '; MIB]);
        let mut sent = 0;
        while sent < 300 && stream.write_all(&chunk).await.is_ok() {
            sent += 1;
        }
        // What the system buffers comes on top of what the sandbox reads.
        assert!(sent < 100, "{sent} MiB were read");
    }
}

#[tokio::test]
async fn a_request_body_that_is_not_valid_is_a_bad_request() {
    let sandbox = start().await;
    let mut stream = connect(&sandbox).await;
    let request = post("transfer-encoding: chunked") + "not a length\r\n";
    stream.write_all(request.as_bytes()).await.expect("the connection is open");
    assert_error(&soon(rest(&mut stream)).await, 400, "bad_request");
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_complete_head_closes() {
    let sandbox = start().await;
    for start in [
        "",
        "G",
        &head("GET /v1/connected_apps/clients/connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000"),
    ] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(start.as_bytes()).await.expect("the connection is open");
        assert_eq!(takes(SECOND * 120, rest(&mut stream)).await, "", "{start}");
    }
    // Neither does it help to send a byte from time to time.
    let mut stream = connect(&sandbox).await;
    let drip = async {
        while stream.write_all(b"G").await.is_ok() {
            tokio::time::sleep(SECOND).await;
        }
    };
    takes(SECOND * 120, drip).await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_closes() {
    let sandbox = start().await;
    let mut stream = connect(&sandbox).await;
    for _ in 0..2 {
        stream.write_all(get().as_bytes()).await.expect("the connection is open");
        let mut response = [0; 4096];
        let length = soon(stream.read(&mut response)).await.expect("the connection is open");
        assert!(response[..length].starts_with(b"HTTP/1.1 200 "));
        ticking_by(SECOND, tokio::time::sleep(SECOND * 100)).await;
    }
    takes(SECOND * 20, rest(&mut stream)).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_body_that_takes_too_long_times_out() {
    let sandbox = start().await;
    for (header, start) in [
        ("content-length: 9", ""),
        ("content-length: 9", "12345678"),
        ("transfer-encoding: chunked", ""),
        ("transfer-encoding: chunked", "1\r\n1\r\n"),
    ] {
        let mut stream = connect(&sandbox).await;
        stream.write_all((post(header) + start).as_bytes()).await.expect("the connection is open");
        assert_error(&takes(SECOND * 30, rest(&mut stream)).await, 408, "request_timeout");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_closes_after_an_hour_even_if_its_responses_are_not_read() {
    let sandbox = start().await;
    let request = get();
    let mut stream = connect(&sandbox).await;
    let mut response = [0; 4096];
    let busy = async {
        while stream.write_all(request.as_bytes()).await.is_ok()
            && stream.read(&mut response).await.is_ok_and(|read| read > 0)
        {
            tokio::time::sleep(SECOND * 60).await;
        }
    };
    takes(SECOND * 3600, busy).await;
    let mut stream = connect(&sandbox).await;
    takes(SECOND * 3600, async { while stream.write_all(request.as_bytes()).await.is_ok() {} }).await;
}
