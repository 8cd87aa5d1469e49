//! Measures calls and decoding, each next to the same work written by hand with reqwest and serde.
//!
//! ```sh
//! cargo bench --bench calls
//! ```
//!
//! Compare the figures within one run only, since times differ between machines. The hand-written calls have
//! no error handling, retries or limits. `benches/compare` compares the crate with others.

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

/// The numbers of apps in a response.
const APPS: [usize; 3] = [1, 25, 10_000];

fn main() {
    divan::main();
}

/// The hand-written model.
#[expect(dead_code, reason = "only decoding them is measured")]
#[derive(Deserialize)]
struct Apps {
    connected_apps: Vec<App>,
}

#[expect(dead_code, reason = "only decoding them is measured")]
#[derive(Deserialize)]
struct App {
    connected_app_id: String,
    name: String,
    client_type: String,
    scopes_granted: String,
    description: Option<String>,
    logo_url: Option<String>,
}

/// A response body with this many apps.
fn body(apps: usize) -> String {
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

/// Runs a server in another thread until the process ends. Returns its URL.
fn serve(apps: usize) -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let reply = json(200, &body(apps));
            let server = Server::responding_with(move |_| reply.clone()).await;
            sender.send(server.url.clone()).expect("the receiver waits");
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
        runtime.block_on(call.into_future()).expect("200")
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

/// By default reqwest needs a rustls provider that is installed for the whole process.
fn tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

#[divan::bench(args = APPS)]
fn decode(bencher: Bencher, apps: usize) {
    let body = body(apps);
    bencher
        .bench_local(|| serde_json::from_str::<ConnectedAppsResponse>(black_box(&body)).expect("valid JSON"));
}

#[divan::bench(args = APPS)]
fn decode_by_hand(bencher: Bencher, apps: usize) {
    let body = body(apps);
    bencher.bench_local(|| serde_json::from_str::<Apps>(black_box(&body)).expect("valid JSON"));
}
