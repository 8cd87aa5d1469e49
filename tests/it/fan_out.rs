//! One operation over many inputs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use scripted_server::{Authority, Http2Server, Reply, Server, error, json};
use stytch_connected_apps::{Client, MemberSession};

use crate::support::time::{hold, soon};
use crate::support::{EMPTY, TOKEN, builder, client};

#[tokio::test]
async fn every_input_is_returned_with_its_own_result() {
    let server = Server::responding_with(|request| {
        if request.starts_with("GET /v1/users/user-13/") {
            error(404, "user_not_found")
        } else {
            json(200, EMPTY)
        }
    })
    .await;
    let client = client(&server.url);
    let call =
        |client: &Client, number: &usize| client.get_user_connected_apps().user_id(format!("user-{number}"));
    let results: Vec<_> = client.fan_out(8, 0..100, call).collect().await;
    let inputs: BTreeSet<usize> = results.iter().map(|(input, _)| *input).collect();
    assert_eq!(inputs, (0..100).collect());
    for (input, result) in results {
        assert_eq!(result.is_err_and(|error| error.is_not_found()), input == 13, "{input}");
    }
    // A client with a session sends it with each call. The calls may return the response with its headers.
    let client = client.with_member_session(MemberSession::token(TOKEN));
    let call = |client: &Client, member: &&str| {
        client.get_member_connected_apps().organization_id("o").member_id(*member).send()
    };
    let (member, response) = client.fan_out(8, ["m"], call).next().await.expect("one input");
    assert_eq!((member, response.expect("200").status().as_u16()), ("m", 200));
}

#[tokio::test]
async fn a_cold_start_opens_one_connection_over_http2() {
    let authority = Authority::new("a");
    let server = Http2Server::responding(authority.identity("127.0.0.1", 0), 200, EMPTY).await;
    let client = builder(&server.url).root_certificates(authority.pem()).build().expect("valid");
    // The first calls fail before they are sent, so they open no connection for the others.
    let id = |number| if number < 3 { ".." } else { "u" };
    let call = |client: &Client, number: &usize| client.get_user_connected_apps().user_id(id(*number));
    let results = client.fan_out(64, 0..500, call);
    assert_eq!(results.filter(|(_, result)| std::future::ready(result.is_ok())).count().await, 497);
    assert_eq!((server.connections(), server.request_count()), (1, 497));
}

/// A server that responds only to the first request, which `fan_out` awaits before it sends the others.
async fn hanging() -> Server {
    let mut first = true;
    let reply = move |_| if std::mem::take(&mut first) { json(200, EMPTY) } else { Reply::Hang };
    Server::responding_with(reply).await
}

#[tokio::test(start_paused = true)]
async fn concurrency_is_limited_and_dropping_the_stream_stops_the_calls() {
    for (concurrency, expected) in [(5, 5), (1, 1), (0, 1)] {
        let server = hanging().await;
        let client = client(&server.url);
        let held = hold();
        let taken = AtomicUsize::new(0);
        let inputs = (0..1000).inspect(|_| {
            taken.fetch_add(1, Ordering::Relaxed);
        });
        let mut results =
            client.fan_out(concurrency, inputs, |client, _| client.get_user_connected_apps().user_id("u"));
        assert_eq!((server.request_count(), taken.load(Ordering::Relaxed)), (0, 0));
        results.next().await.expect("the first result").1.expect("200");
        assert_eq!(server.request_count(), 1, "the first request is sent alone");
        tokio::select! {
            biased;
            _ = results.next() => panic!("the server responds only once"),
            () = soon(server.arrivals(1 + expected)) => {}
        }
        // Each input that was taken has become a request, so no more requests are in flight.
        assert_eq!((server.request_count(), taken.load(Ordering::Relaxed)), (1 + expected, 1 + expected));
        drop(results);
        drop(held);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(server.request_count(), 1 + expected);
        assert_eq!((server.open_connections(), taken.load(Ordering::Relaxed)), (0, 1 + expected));
    }
}
