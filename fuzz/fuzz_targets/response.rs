//! Responds to a call with arbitrary bytes. The call returns a value or an error that holds no secret. The
//! first byte of the input selects the operation.

#![no_main]

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use libfuzzer_sys::fuzz_target;
use scripted_server::{Server, send_and_close};
use stytch_connected_apps::{Client, RetryPolicy, operations, reqwest};
use tokio::runtime::{Builder, Runtime};

const SECRET: &str = "secret-test-11111111-1111-4111-8111-111111111111";

struct Bench {
    runtime: Runtime,
    client: Client,
    response: Arc<Mutex<Vec<u8>>>,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(bench());
}

fn bench() -> Bench {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let response = Arc::<Mutex<Vec<u8>>>::default();
    let next = response.clone();
    let server = Server::responding_with(move |_| send_and_close(next.lock().expect("no panic").clone()));
    let server = runtime.block_on(server);
    // The server closes each connection, so the client must not reuse one.
    let transport = reqwest::Client::builder().pool_max_idle_per_host(0);
    let client = Client::builder("project-test-1", SECRET)
        .base_url(&*server.url)
        .reqwest_builder(transport)
        .retry(RetryPolicy::none())
        .build()
        .expect("the settings are valid");
    Bench { runtime, client, response }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((operation, response)) = bytes.split_first() else { return };
    let operation = operations::all()[usize::from(*operation) % operations::all().len()];
    BENCH.with_borrow(|bench| {
        *bench.response.lock().expect("no panic") = response.to_vec();
        let call = operation.invoke(&bench.client, operation.example_arguments());
        if let Err(error) = bench.runtime.block_on(call) {
            assert_eq!(error.attempts(), 1, "{error:?}");
            assert!(!error.is_timeout(), "{error:?}");
            assert!(!format!("{error} {error:?}").contains(SECRET));
        }
    });
});
