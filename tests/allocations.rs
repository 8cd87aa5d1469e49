//! Keeps the number of allocations per call low. Unlike times, it is the same on every machine. The test is a
//! process of its own, since counting replaces the allocator.

use std::sync::mpsc;
use std::thread;

use scripted_server::{Server, json};
use stytch_connected_apps::Client;
use tokio::runtime::{Builder, Runtime};

const CALLS: u64 = 100;

/// Allocations per call. Raise it only for something that is worth the cost.
const LIMIT: u64 = 54;

#[test]
fn a_call_makes_few_allocations() {
    let url = serve();
    let client = Client::builder("project-test-1", "secret-test-1").base_url(url).build().expect("valid");
    let runtime = runtime();
    let call = || {
        let call = client.get_user_connected_apps().user_id("user-test-1");
        runtime.block_on(call.into_future()).expect("200")
    };
    // The first call opens the connection.
    call();
    let allocations = allocation_counter::measure(|| (0..CALLS).for_each(|_| drop(call()))).count_total;
    assert!(allocations <= LIMIT * CALLS, "{} per call", allocations as f64 / CALLS as f64);
}

/// Runs a server in another thread, whose allocations are not counted.
fn serve() -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let server = Server::responding_with(|_| json(200, r#"{"connected_apps":[]}"#)).await;
            sender.send(server.url.clone()).expect("the test waits for it");
            std::future::pending::<()>().await
        })
    });
    receiver.recv().expect("the server starts")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}
