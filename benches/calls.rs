//! What a call costs and what decoding costs, each beside the same by hand with reqwest and serde.
//!
//! ```sh
//! cargo bench --bench calls
//! ```
//!
//! Compare the lines of one run with each other: times mean nothing on another machine. The hand-written
//! calls do nothing about errors, retries or limits. `benches/compare` compares with other crates.

use std::sync::mpsc;
use std::thread;

use divan::{AllocProfiler, Bencher, black_box};
use scripted_server::{Server, json};
use serde::Deserialize;
use stytch_connected_apps::Client;
use stytch_connected_apps::types::ConnectedAppsResponse;
use tokio::runtime::{Builder, Runtime};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
const SECRET: &str = "secret-test-11111111-1111-4111-8111-111111111111";

/// The numbers of apps that an answer has.
const APPS: [usize; 3] = [1, 25, 10_000];

fn main() {
    divan::main();
}

/// The model that one would write by hand.
#[expect(dead_code, reason = "they are decoded, which is what is measured")]
#[derive(Deserialize)]
struct Apps {
    connected_apps: Vec<App>,
}

#[expect(dead_code, reason = "they are decoded, which is what is measured")]
#[derive(Deserialize)]
struct App {
    connected_app_id: String,
    name: String,
    client_type: String,
    scopes_granted: String,
    description: Option<String>,
    logo_url: Option<String>,
}

/// An answer with so many apps.
fn answer(apps: usize) -> String {
    let app = |number| {
        format!(
            r#"{{"connected_app_id":"connected-app-test-{number:08}-a3a3-4796-83d0-b757e3001000","name":"an app","client_type":"third_party","scopes_granted":"openid profile email","description":"An app of a third party","logo_url":null}}"#
        )
    };
    let apps: Vec<String> = (0..apps).map(app).collect();
    format!(
        r#"{{"status_code":200,"request_id":"request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141","connected_apps":[{}]}}"#,
        apps.join(",")
    )
}

/// A server in a thread of its own, for as long as the process runs.
fn serve(apps: usize) -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let reply = json(200, &answer(apps));
            let server = Server::responding_with(move |_| reply.clone()).await;
            sender.send(server.url.clone()).expect("somebody waits for it");
            std::future::pending::<()>().await
        })
    });
    receiver.recv().expect("the server starts")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[divan::bench(args = APPS)]
fn call(bencher: Bencher, apps: usize) {
    let client = Client::builder(PROJECT_ID, SECRET).base_url(serve(apps)).build().expect("valid");
    let runtime = runtime();
    bencher.bench_local(|| {
        let call = client.get_user_connected_apps().user_id("user-test-1");
        runtime.block_on(call.into_future()).expect("an answer")
    });
}

#[divan::bench(args = APPS)]
fn call_by_hand(bencher: Bencher, apps: usize) {
    let (server, runtime) = (serve(apps), runtime());
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls()).build().expect("valid");
    bencher.bench_local(|| {
        let url = format!("{server}/v1/users/user-test-1/connected_apps");
        let request = client.get(url).basic_auth(PROJECT_ID, Some(SECRET));
        runtime
            .block_on(async { request.send().await?.error_for_status()?.json::<Apps>().await })
            .expect("apps")
    });
}

/// Of itself, reqwest would want a provider of rustls for the whole process.
fn tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

#[divan::bench(args = APPS)]
fn decode(bencher: Bencher, apps: usize) {
    let answer = answer(apps);
    bencher.bench_local(|| {
        serde_json::from_str::<ConnectedAppsResponse>(black_box(&answer)).expect("an answer")
    });
}

#[divan::bench(args = APPS)]
fn decode_by_hand(bencher: Bencher, apps: usize) {
    let answer = answer(apps);
    bencher.bench_local(|| serde_json::from_str::<Apps>(black_box(&answer)).expect("an answer"));
}
