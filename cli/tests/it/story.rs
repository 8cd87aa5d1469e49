//! A grant's life, as a service sees it that accepts the app's tokens.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use serde_json::Value;
use stytch_connected_apps::reqwest::Url;
use stytch_connected_apps::verify::{ProtectedResource, Recheck, TokenVerifier};
use stytch_connected_apps_sandbox::{App, Seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_blocking;
use tokio::time::{advance, pause};

use crate::support::World;

// The examples' own, so that what they show is what is tested.
#[allow(dead_code, reason = "the examples use the rest")]
#[path = "../../../examples/servers/src/guard.rs"]
mod guard;

use guard::{Granted, Guard, Refused};

const INTERVAL: Duration = Duration::from_secs(60);
const CALLBACK: &str = "https://agent.example.com/callback";

#[tokio::test]
async fn a_revoked_grant_is_refused_within_the_interval_and_a_new_consent_works_without_the_old_token() {
    let app = App::new("agent").redirect_url(CALLBACK);
    let world = World::new(Seed::new().user("user-1").app(app)).await;
    let service = service(&world).await;
    pause();
    let _held = scripted_server::time::hold();

    let old = consent(&world).await;
    assert_eq!(call(&service, &old).await, "HTTP/1.1 200 OK: user-1");

    run(&world, &["review", "r.sqlite"]).await;
    run(&world, &["revoke", "r.sqlite", "--app", "agent", "--user", "user-1", "--yes"]).await;
    // The verifier asks only when what it knows is older than the interval.
    assert_eq!(call(&service, &old).await, "HTTP/1.1 200 OK: user-1");
    advance(INTERVAL + Duration::from_millis(1)).await;
    let refused = call(&service, &old).await;
    assert!(refused.starts_with("HTTP/1.1 401 Unauthorized: "), "{refused}");
    assert!(
        refused.contains("error=\"invalid_token\", error_description=\"the app's access is revoked\""),
        "{refused}"
    );

    let new = consent(&world).await;
    assert_eq!(call(&service, &new).await, "HTTP/1.1 200 OK: user-1");
    assert_eq!(call(&service, &old).await, refused, "the new consent is not the old token's");
}

/// A service whose only handler says who granted access. The result is its address.
async fn service(world: &World) -> String {
    async fn who(granted: Granted) -> Result<String, Refused> {
        granted.needs_scope("read:issues")?;
        Ok(granted.token.person().to_owned())
    }

    let client = world.sandbox.client().expect("the sandbox's client");
    let verifier = TokenVerifier::builder(&client).recheck(Recheck::Within(INTERVAL)).build();
    let resource = ProtectedResource::new("https://api.example.com").expect("a URL");
    let guard = Guard { verifier: verifier.expect("the settings are valid"), resource: Arc::new(resource) };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
    let address = listener.local_addr().expect("an address").to_string();
    let router = Router::new().route("/", get(who)).with_state(guard);
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

/// The person's consent in the browser, and the app's exchange of the code. The result is the access token.
async fn consent(world: &World) -> String {
    let sandbox = world.sandbox.url();
    let sandbox = sandbox.trim_start_matches("http://");
    let query =
        format!("client_id=agent&redirect_uri={CALLBACK}&response_type=code&scope=openid%20read:issues");
    let (head, _) = send(sandbox, &format!("GET /_sandbox/authorize?{query}"), "", "").await;
    let location = head.lines().find_map(|line| line.strip_prefix("location: "));
    let location: Url = location.unwrap_or_else(|| panic!("{head}")).parse().expect("a URL");
    let code = location.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();

    let secret = world.sandbox.snapshot().apps[0].client_secret.clone().expect("a confidential app");
    let secret = secret.expose_secret();
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&client_id=agent&client_secret={secret}"
    );
    let media_type = "content-type: application/x-www-form-urlencoded\r\n";
    let (head, body) = send(sandbox, "POST /v1/oauth2/token", media_type, &form).await;
    let tokens: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{head}\n{body}"));
    tokens["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

/// Calls the service with a token. The result is the status, and the challenge or the body.
async fn call(service: &str, token: &str) -> String {
    let (head, body) = send(service, "GET /", &format!("authorization: Bearer {token}\r\n"), "").await;
    let challenge = head.lines().find_map(|line| line.strip_prefix("www-authenticate: "));
    format!("{}: {}", head.lines().next().unwrap_or_default(), challenge.unwrap_or(&body))
}

/// Sends a request. The result is the response's head and its body.
async fn send(address: &str, request: &str, headers: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.expect("a server");
    let length = body.len();
    let request = format!(
        "{request} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("a response");
    let (head, body) = response.split_once("\r\n\r\n").expect("a whole response");
    (head.to_owned(), body.to_owned())
}

/// Runs the command line beside the servers, which have no thread of their own.
async fn run(world: &World, arguments: &[&str]) {
    let mut command = world.command(arguments);
    let output = spawn_blocking(move || command.output()).await.expect("no panic").expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
