//! Who may control the sandbox, and what a browser makes of its responses.

use serde_json::json;
use stytch_connected_apps::reqwest::{Client, RequestBuilder};
use stytch_connected_apps_sandbox::{Sandbox, Seed};

use crate::support::{plain_http, start};

/// A request that returns to the seed, to the sandbox at this URL.
fn reset(sandbox: &Sandbox) -> RequestBuilder {
    plain_http().post(format!("{}/_sandbox/reset", sandbox.url()))
}

/// The status and the error's type of a response.
async fn refusal(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.expect("a response");
    let status = response.status().as_u16();
    let body: serde_json::Value = response.json().await.unwrap_or_default();
    (status, body["error_type"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_web_page_of_another_origin_cannot_control_the_sandbox() {
    let (sandbox, _client) = start(Seed::new()).await;
    let foreign = (403, "foreign_origin".to_owned());
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", &*sandbox.url().replace("http", "https")),
        ("origin", &*sandbox.url().replace("127.0.0.1", "localhost")),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(refusal(reset(&sandbox).header(name, value)).await, foreign, "{name}: {value}");
        for path in ["seed", "requests", "openapi.yaml", "elsewhere"] {
            let request = plain_http().get(format!("{}/_sandbox/{path}", sandbox.url()));
            assert_eq!(refusal(request.header(name, value)).await, foreign, "{path}: {value}");
        }
    }
    for (name, value) in
        [("origin", &*sandbox.url()), ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "none")]
    {
        assert_eq!(refusal(reset(&sandbox).header(name, value)).await.0, 204, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_host_that_is_not_the_sandboxs_cannot_control_it() {
    let sandbox = Sandbox::builder().host_name("Sandbox").start().await.expect("a free port on loopback");
    let port = sandbox.url().rsplit_once(':').expect("a port").1.to_owned();
    let foreign = (403, "foreign_host".to_owned());
    for host in [
        "evil.example",
        &*format!("evil.example:{port}"),
        "localhost.evil.example",
        "10.0.0.1",
        "a@localhost",
    ] {
        assert_eq!(refusal(reset(&sandbox).header("host", host)).await, foreign, "{host}");
    }
    for host in ["localhost", "LocalHost:1", "127.0.0.1:65535", "[::1]:8080", "app.localhost", "sandbox:4010"]
    {
        assert_eq!(refusal(reset(&sandbox).header("host", host)).await.0, 204, "{host}");
    }
    // HTTP/2 has the host in the URL, and some clients send both.
    let http2 = Client::builder().no_proxy().http2_prior_knowledge();
    let sandbox_url = sandbox.url().parse::<stytch_connected_apps::reqwest::Url>().expect("a URL");
    let address = sandbox_url.socket_addrs(|| None).expect("an address")[0];
    let http2 = http2.resolve("evil.example", address).tls_backend_preconfigured(crate::support::tls());
    let http2 = http2.build().expect("a client");
    assert_eq!(refusal(http2.post(format!("http://evil.example:{port}/_sandbox/reset"))).await, foreign);
    assert_eq!(refusal(http2.post(format!("{}/_sandbox/reset", sandbox.url()))).await.0, 204);
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_refused() {
    let (sandbox, _client) = start(Seed::new()).await;
    let put = || plain_http().put(format!("{}/_sandbox/seed", sandbox.url())).body("{}");
    let unsupported = (415, "unsupported_media_type".to_owned());
    assert_eq!(refusal(put()).await, unsupported, "no type");
    for media_type in [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "text/plain; application/json",
        "application/jsonx",
        "",
    ] {
        assert_eq!(refusal(put().header("content-type", media_type)).await, unsupported, "{media_type}");
        // A form without fields has a type, but no body.
        assert_eq!(
            refusal(reset(&sandbox).header("content-type", media_type)).await,
            unsupported,
            "{media_type}"
        );
    }
    for media_type in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(refusal(put().header("content-type", media_type)).await.0, 204, "{media_type}");
    }
}

#[tokio::test]
async fn a_page_in_a_response_has_no_origin_and_is_what_it_is_declared_as() {
    let (sandbox, _client) = start(Seed::new()).await;
    let html = sandbox.on("get_user").respond(200).header("content-type", "text/html");
    html.header("Content-Security-Policy", "default-src *").body("<script>fetch('/_sandbox/seed')</script>");
    let get = async |path: &str| {
        let request = plain_http().get(format!("{}{path}", sandbox.url()));
        request.header("sec-fetch-site", "none").send().await.expect("a response")
    };
    let page = get("/v1/users/u").await;
    assert_eq!(page.headers()["content-type"], "text/html");
    let long =
        plain_http().post(format!("{}/v1/users/search", sandbox.url())).body(vec![b' '; 1024 * 1024 + 1]);
    let mut responses =
        vec![page, long.send().await.expect("a response"), reset(&sandbox).send().await.expect("reset")];
    for path in ["/elsewhere", "/_sandbox/seed", "/_sandbox/openapi.yaml", "/_sandbox/elsewhere"] {
        responses.push(get(path).await);
    }
    for response in responses {
        let (url, headers) = (response.url(), response.headers());
        assert_eq!(headers["x-content-type-options"], "nosniff", "{url}");
        let policies: Vec<_> = headers.get_all("content-security-policy").iter().collect();
        assert_eq!(policies, ["sandbox"], "{url}");
    }
}

#[tokio::test]
async fn it_listens_beyond_loopback_only_if_it_is_told_to() {
    let loopback = Sandbox::start().await.expect("a free port");
    assert!(loopback.url().starts_with("http://127.0.0.1:"));
    for (host, local) in [("0.0.0.0", "127.0.0.1"), ("127.0.0.2", "127.0.0.2")] {
        let builder = Sandbox::builder().host(host.parse().expect("an address")).seed(Seed::new().user("u"));
        let sandbox = builder.start().await.expect("a free port");
        assert!(sandbox.url().starts_with(&format!("http://{local}:")), "{}", sandbox.url());
        sandbox.client().expect("valid").get_user().user_id("u").await.expect("it is reached");
        let other = sandbox.url().replace(local, "127.0.0.3");
        let reached = plain_http().get(format!("{other}/_sandbox/seed")).send().await;
        assert_eq!(reached.is_ok(), host == "0.0.0.0", "{host}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let first = Sandbox::start().await.expect("a free port");
    let port = first.url().rsplit_once(':').expect("a port").1.to_owned();
    let second = Sandbox::builder().port(port.parse().expect("a number")).start().await;
    let error = second.expect_err("in use").to_string();
    let expected = format!("cannot listen on port {port} of 127.0.0.1: address in use; end the program");
    assert!(error.starts_with(&expected), "{error}");
    let elsewhere = Sandbox::builder().host("192.0.2.1".parse().expect("an address")).start().await;
    let error = elsewhere.expect_err("not this machine's").to_string();
    assert!(error.contains("192.0.2.1: ") && error.contains("choose an address"), "{error}");
}

#[test]
fn the_debug_form_of_a_seed_has_no_secret() {
    let seed: Seed = serde_json::from_value(json!({
        "apps": [{"client_id": "a", "client_secret": "hidden-1", "next_client_secret": "hidden-2"}],
        "users": [{"user_id": "u"}],
        "sessions": [{"token": "hidden-3", "person": "u"}],
    }))
    .expect("a seed");
    let builder = Sandbox::builder().seed(seed.clone());
    for shown in
        [format!("{seed:?}"), format!("{:?} {:?}", seed.apps[0], seed.sessions[0]), format!("{builder:?}")]
    {
        assert!(shown.contains("[redacted]") && !shown.contains("hidden"), "{shown}");
    }
}
