//! Calls take as long, and are sent as often, as the document says.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use codegen::tree;
use futures_util::FutureExt;
use scripted_server::{Reply, Server, http};
use stytch_connected_apps::{Client, operations};
use stytch_connected_apps_sandbox::Sandbox;
use tokio::time::advance;

use crate::{client, document};

#[tokio::test(start_paused = true)]
async fn an_operation_has_the_time_that_the_document_gives_it() {
    let _held = held();
    for row in operations::all() {
        let timeout = row.timeout.unwrap_or_default().max(Duration::from_secs(10));
        let server = Server::responding([Reply::Hang]).await;
        let client = client(&server);
        let mut call = row.invoke(&client, row.example_arguments());
        tokio::select! {
            result = &mut call => panic!("{}: {result:?}", row.id),
            () = server.arrival() => {}
        }
        advance(timeout - Duration::from_millis(10)).await;
        assert!((&mut call).now_or_never().is_none(), "{} ends before {timeout:?}", row.id);
        advance(Duration::from_millis(20)).await;
        let error = call.await.expect_err("no response");
        assert!(error.is_timeout(), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_beyond_a_documented_rate_limit_wait() {
    let (_held, tree) = (held(), document());
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let number = |key: &str| node.value.get("x-rate-limit")?.get(key)?.as_u64();
        let (Some(requests), Some(seconds)) = (number("requests"), number("seconds")) else { continue };
        let mut examples =
            row.example_responses().iter().filter(|example| (200..300).contains(&example.status));
        let body = examples.next().expect("a documented success").body;
        let server = Server::responding((0..=requests).map(|_| http(200, &[], body))).await;
        let builder = Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET).base_url(&server.url);
        let client = builder.build().expect("the settings are valid");
        for _ in 0..requests {
            row.invoke(&client, row.example_arguments()).await.expect("within the limit");
        }
        let patient = client.with_rate_limit_wait(Duration::from_secs(3600));
        let mut call = row.invoke(&patient, row.example_arguments());
        assert!((&mut call).now_or_never().is_none());
        assert_eq!(server.requests().len() as u64, requests, "{}", row.id);
        advance(Duration::from_secs(seconds)).await;
        call.await.expect("in its turn");
        assert_eq!(server.requests().len() as u64, requests + 1, "{}", row.id);
    }
}

/// Keeps the paused clock from advancing by itself, until it is dropped.
fn held() -> Sender<()> {
    let (until_dropped, wait) = channel();
    tokio::task::spawn_blocking(move || wait.recv());
    until_dropped
}
