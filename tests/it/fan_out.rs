//! One operation over many inputs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use scripted_server::{Authority, Http2Server, Reply, Server, error, json};
use stytch_connected_apps::{Client, MemberSession};

use crate::support::time::hold;
use crate::support::{EMPTY, TOKEN, builder, client};

#[tokio::test]
async fn every_input_comes_back_with_its_own_result() {
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
    // Of a view with a session each call carries it; `send` gives the headers as well.
    let view = client.with_member_session(MemberSession::token(TOKEN));
    let call = |client: &Client, member: &&str| {
        client.get_member_connected_apps().organization_id("o").member_id(*member).send()
    };
    let (member, response) = view.fan_out(8, ["m"], call).next().await.expect("one input");
    assert_eq!((member, response.expect("200").status().as_u16()), ("m", 200));
}

#[tokio::test]
async fn a_cold_start_opens_one_connection_over_http_2() {
    let authority = Authority::new("a");
    let server = Http2Server::responding(authority.identity("127.0.0.1", 0), 200, EMPTY).await;
    let client = builder(&server.url).root_certificates(authority.pem()).build().expect("valid");
    // One that is refused without being sent opens no connection, and leads nobody.
    let id = |number| if number < 3 { ".." } else { "u" };
    let call = |client: &Client, number: &usize| client.get_user_connected_apps().user_id(id(*number));
    let answers = client.fan_out(64, 0..500, call);
    assert_eq!(answers.filter(|(_, answer)| std::future::ready(answer.is_ok())).count().await, 497);
    assert_eq!((server.connections(), server.request_count()), (1, 497));
}

/// A server that keeps every request waiting, and how many it has.
async fn waiting() -> (Server, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    // The first is answered, so that the rest follow it.
    let reply = move |_| match counter.fetch_add(1, Ordering::Relaxed) {
        0 => json(200, EMPTY),
        _ => Reply::Hang,
    };
    (Server::responding_with(reply).await, count)
}

#[tokio::test(start_paused = true)]
async fn no_more_run_at_a_time_than_asked_for_and_none_once_the_stream_is_dropped() {
    for (concurrency, expected) in [(5, 5), (1, 1), (0, 1)] {
        let (server, requests) = waiting().await;
        let client = client(&server.url);
        let held = hold();
        let taken = AtomicUsize::new(0);
        let inputs = (0..1000).inspect(|_| {
            taken.fetch_add(1, Ordering::Relaxed);
        });
        let mut answers =
            client.fan_out(concurrency, inputs, |client, _| client.get_user_connected_apps().user_id("u"));
        assert_eq!((requests.load(Ordering::Relaxed), taken.load(Ordering::Relaxed)), (0, 0));
        answers.next().await.expect("the first").1.expect("200");
        assert_eq!(requests.load(Ordering::Relaxed), 1, "the first goes alone");
        let next = tokio::time::timeout(Duration::from_secs(1), answers.next());
        tokio::select! {
            biased;
            _ = next => panic!("no other is answered"),
            () = settled(&requests) => {}
        }
        assert_eq!(requests.load(Ordering::Relaxed), 1 + expected);
        drop(answers);
        drop(held);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(requests.load(Ordering::Relaxed), 1 + expected);
        assert_eq!((server.open_connections(), taken.load(Ordering::Relaxed)), (0, 1 + expected));
    }
}

/// Waits until no further request arrives.
async fn settled(requests: &AtomicUsize) {
    let mut seen = usize::MAX;
    while std::mem::replace(&mut seen, requests.load(Ordering::Relaxed)) != seen {
        for _ in 0..40 {
            let pause = || std::thread::sleep(Duration::from_millis(1));
            tokio::task::spawn_blocking(pause).await.expect("a pause does not panic");
        }
    }
}
