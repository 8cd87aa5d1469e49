//! One operation over many inputs.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use scripted_server::time::{elapsed, hold, soon, ticking};
use scripted_server::{Authority, Http2Server, Reply, Server, error, json};
use stytch_connected_apps::{Client, MemberSession, reqwest};

use crate::support::{EMPTY, TOKEN, builder, client, user};

const SECOND: Duration = Duration::from_secs(1);

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

#[tokio::test]
async fn inputs_can_be_a_paged_stream_whose_error_is_yielded() {
    let page = |id: &str, next: &str| {
        let app = format!(
            r#"{{"client_id":"{id}","client_name":"n","client_description":"d","client_type":"first_party",
            "status":"active","full_access_allowed":false,"access_token_expiry_minutes":60,"redirect_urls":[],
            "post_logout_redirect_urls":[],"bypass_consent_for_offline_access":false}}"#
        );
        let metadata = format!(r#"{{"total":2,"next_cursor":"{next}"}}"#);
        json(200, &format!(r#"{{"connected_apps":[{app}],"results_metadata":{metadata}}}"#))
    };
    let server = Server::responding_with(move |request| match request {
        search if search.contains("/search") && search.contains("cursor") => error(400, "bad_request"),
        search if search.contains("/search") => page("a", "next"),
        get if get.contains("/a ") => error(404, "not_found"),
        _ => Reply::Close,
    })
    .await;
    let client = client(&server.url);
    let apps = client.search_connected_app_clients().stream();
    let results = client
        .fan_out_stream(8, apps, |client, app| client.get_connected_app_client().client_id(&*app.client_id))
        .collect::<Vec<_>>()
        .await;
    let [first, second] = results.as_slice() else { panic!("{results:?}") };
    let called = [first, second].into_iter().find_map(|result| result.as_ref().ok()).expect("one input");
    assert_eq!(called.0.client_id, "a");
    assert!(called.1.as_ref().is_err_and(|error| error.is_not_found()), "{:?}", called.1);
    let failure = [first, second].into_iter().find_map(|result| result.as_ref().err()).expect("one failure");
    assert_eq!(failure.operation(), Some("search_connected_app_clients"));
}

#[tokio::test]
async fn inputs_can_be_made_from_results_one_at_a_time() {
    let server = Server::responding_with(|_| json(200, EMPTY)).await;
    // Neither with calls that are never sent nor with others is a result kept back for the next input.
    for ids in [[".."; 5], ["u"; 5], ["..", "u", "..", "u", ".."]] {
        let client = client(&server.url);
        let (feed, inputs) = tokio::sync::mpsc::unbounded_channel();
        let inputs = stream::unfold(inputs, async |mut inputs| Some((inputs.recv().await?, inputs)));
        let call = |client: &Client, id: &&str| client.get_user_connected_apps().user_id(*id);
        let mut results = client.fan_out_stream(64, inputs.map(Ok::<_, Infallible>), call);
        for id in ids {
            feed.send(id).expect("the stream takes inputs");
            let Some(Ok((input, result))) = soon(results.next()).await else { panic!("no result for {id}") };
            assert_eq!((input, result.is_err_and(|error| error.is_invalid_request())), (id, id == ".."));
        }
        drop(feed);
        assert!(soon(results.next()).await.is_none());
    }
}

#[tokio::test]
async fn a_stream_can_outlive_its_client_and_move_into_a_task() {
    let server = Server::responding_with(|_| json(200, EMPTY)).await;
    let results = {
        let client = client(&server.url);
        let ids = ["a", "b"].map(str::to_owned);
        // The inputs may also be borrowed. The calls are not.
        let borrowed = client.fan_out(8, &ids, |client, id| client.get_user_connected_apps().user_id(*id));
        assert_eq!(borrowed.count().await, 2);
        client.fan_out(8, ids, |client, id| client.get_user_connected_apps().user_id(id))
    };
    assert_eq!(tokio::spawn(results.count()).await.expect("no panic"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_first_call_that_hangs_delays_the_others_for_a_second() {
    let mut first = true;
    let reply = move |_| if std::mem::take(&mut first) { Reply::Hang } else { json(200, EMPTY) };
    let server = Server::responding_with(reply).await;
    let client = client(&server.url);
    let call = |client: &Client, _: &usize| client.get_user_connected_apps().user_id("u");
    let results = client.fan_out(8, 0..50, call).take(49).count();
    let (count, took) = elapsed(ticking(results)).await;
    assert_eq!(count, 49);
    assert!(took >= SECOND && took < SECOND * 2, "{took:?}");
    // A connected client delays no call, even if the first one hangs.
    let slow = Server::responding([json(200, EMPTY), Reply::Hang, Reply::Hang]).await;
    let client = crate::support::client(&slow.url);
    user(&client).await.expect("200");
    let mut results = client.fan_out(2, 0..2, call);
    let held = hold();
    tokio::select! {
        biased;
        _ = results.next() => panic!("the server hangs"),
        () = soon(slow.arrivals(3)) => {}
    }
    drop(held);
}

#[tokio::test]
async fn a_slow_reader_delays_no_other_call() {
    // Sixteen bodies are more than a connection's window by HTTP/2's defaults, and than reqwest's.
    let body: &'static str = format!(r#"{{"connected_apps":[],"x":"{}"}}"#, "x".repeat(1_500_000)).leak();
    let authority = Authority::new("a");
    let server = Http2Server::responding(authority.identity("127.0.0.1", 0), 200, body).await;
    // Also with a builder of one's own.
    let client = builder(&server.url).root_certificates(authority.pem());
    let client = client.reqwest_builder(reqwest::Client::builder()).build().expect("valid");
    let mut slow = client.fan_out(16, 0..64, |client, _| client.get_user_connected_apps().user_id("u"));
    slow.next().await.expect("a result").1.expect("200");
    slow.next().await.expect("a result").1.expect("200");
    user(&client).await.expect("200");
    // Nor do calls that nobody polls.
    let mut calls: FuturesUnordered<_> = (0..16).map(|_| user(&client)).collect();
    calls.next().await.expect("a result").expect("200");
    user(&client).await.expect("200");
    assert_eq!(server.connections(), 1);
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
