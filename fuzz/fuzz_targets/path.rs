//! Makes calls with arbitrary ids. The request line is the template with each id percent-encoded in its
//! place, or the call fails before it is sent. A line break separates the two ids of the input.

#![no_main]

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use libfuzzer_sys::fuzz_target;
use scripted_server::{Server, json};
use stytch_connected_apps::{Client, Error};
use tokio::runtime::{Builder, Runtime};

struct Bench {
    runtime: Runtime,
    client: Client,
    request: Arc<Mutex<Option<String>>>,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(bench());
}

fn bench() -> Bench {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let request = Arc::<Mutex<Option<String>>>::default();
    let last = request.clone();
    let server = Server::responding_with(move |request| {
        *last.lock().expect("no panic") = Some(request);
        json(200, r#"{"connected_apps":[]}"#)
    });
    let server = runtime.block_on(server);
    let client = Client::builder("project-test-1", "secret-test-1").base_url(&*server.url);
    Bench { runtime, client: client.build().expect("the settings are valid"), request }
}

/// Percent-encodes all but RFC 3986's unreserved characters, independently of the crate.
fn encoded(id: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    id.bytes().map(byte).collect()
}

fuzz_target!(|ids: &str| {
    let (organization, member) = ids.split_once('\n').unwrap_or((ids, "m"));
    BENCH.with_borrow(|bench| {
        *bench.request.lock().expect("no panic") = None;
        let call =
            bench.client.get_member_connected_apps().organization_id(organization).member_id(member).send();
        let result = bench.runtime.block_on(call);
        let request = bench.request.lock().expect("no panic").take();
        match (result, request) {
            (Ok(_), Some(request)) => {
                let (organization, member) = (encoded(organization), encoded(member));
                let path = format!("/v1/b2b/organizations/{organization}/members/{member}/connected_apps");
                assert_eq!(request.lines().next(), Some(&*format!("GET {path} HTTP/1.1")));
            }
            (Err(Error::InvalidRequest(_)), None) => {}
            (result, request) => panic!("{result:?} {request:?}"),
        }
    });
});
