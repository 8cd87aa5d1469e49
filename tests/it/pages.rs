//! A paged operation is a stream that sends each request when its page is needed.

use futures_util::TryStreamExt;
use scripted_server::{Server, error, json as reply};
use serde_json::{Value, json};
use stytch_connected_apps::RetryPolicy;
use stytch_connected_apps::operations::{self, Operation};
use stytch_connected_apps::types::SearchConnectedAppClientsRequest;

use crate::support::{builder, client};

/// A page with these apps and this JSON after the total.
fn page(names: &[&str], next: &str) -> scripted_server::Reply {
    let apps: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"client_id":"{name}","client_name":"{name}","client_type":"first_party","status":"active"}}"#))
        .collect();
    reply(
        200,
        &format!(r#"{{"connected_apps":[{}],"results_metadata":{{"total":3{next}}}}}"#, apps.join(",")),
    )
}

fn bodies(server: &Server) -> Vec<String> {
    server
        .requests()
        .iter()
        .map(|request| request.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn the_stream_reads_all_pages_and_an_empty_page_does_not_end_it() {
    for end in ["", r#","next_cursor":null"#, r#","next_cursor":"""#] {
        let server = Server::responding([
            page(&["a", "b"], r#","next_cursor":"second""#),
            page(&[], r#","next_cursor":"third""#),
            page(&["c"], end),
        ])
        .await;
        let client = client(&server.url);
        let search = client.search_connected_app_clients().body_map(|body| body.limit(2));
        let apps: Vec<_> = search.stream().try_collect().await.expect("three pages");
        assert_eq!(apps.iter().map(|app| app.client_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(
            bodies(&server),
            [r#"{"limit":2}"#, r#"{"cursor":"second","limit":2}"#, r#"{"cursor":"third","limit":2}"#]
        );
    }
}

/// An operation of the table.
fn operation(id: &str) -> &'static Operation {
    operations::all().iter().find(|operation| operation.id == id).expect("the document has it")
}

#[tokio::test]
async fn pages_are_read_by_name_too() {
    for arguments in [json!({"body": {"limit": 2}}), json!({}), Value::Null] {
        let server = Server::responding([
            page(&["a", "b"], r#","next_cursor":"second""#),
            page(&[], r#","next_cursor":"third""#),
            page(&["c"], r#","next_cursor":null"#),
        ])
        .await;
        let search = operation("search_connected_app_clients");
        let apps = search.invoke_pages(&client(&server.url), arguments.clone());
        let apps: Vec<Value> = apps.try_collect().await.expect("three pages");
        assert_eq!(
            apps.iter().map(|app| app["client_id"].as_str()).collect::<Vec<_>>(),
            [Some("a"), Some("b"), Some("c")]
        );
        let later = ["second", "third"].map(|cursor| match arguments["body"].as_object() {
            Some(_) => json!({"limit": 2, "cursor": cursor}),
            None => json!({"cursor": cursor}),
        });
        let sent = bodies(&server).into_iter().skip(1);
        let sent: Vec<Value> = sent.map(|body| serde_json::from_str(&body).expect("JSON")).collect();
        assert_eq!(sent, later);
    }
}

#[tokio::test]
async fn an_operation_without_pages_has_none_to_read() {
    let server = Server::responding([]).await;
    let user = operation("get_user").invoke_pages(&client(&server.url), json!({"user_id": "user-test-1"}));
    let error = user.try_collect::<Vec<_>>().await.expect_err("one response");
    assert_eq!(error.to_string(), "get_user: the operation has no pages");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_sandbox_serves_one_page() {
    let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    let apps: Vec<_> = client.search_connected_app_clients().stream().try_collect().await.expect("a page");
    assert!(!apps.is_empty());
}

#[tokio::test]
async fn a_repeated_cursor_ends_the_stream_with_an_error() {
    for circle in [vec!["a"], vec!["a", "b"], vec!["a", "b", "c", "b"]] {
        let cursors = circle.iter().chain(&circle).map(|cursor| format!(r#","next_cursor":"{cursor}""#));
        let server = Server::responding(cursors.map(|cursor| page(&["a"], &cursor))).await;
        let client = client(&server.url);
        let result: Result<Vec<_>, _> = client.search_connected_app_clients().stream().try_collect().await;
        let error = result.expect_err("a cursor repeats");
        let message = "`results_metadata.next_cursor`: the cursor is that of an earlier page";
        assert!(error.to_string().contains(message), "{error}");
        assert!(server.requests().len() <= circle.len() + 1, "{}", server.requests().len());
    }
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let server =
        Server::responding([page(&["a"], r#","next_cursor":"second""#), error(400, "bad_request")]).await;
    let client = client(&server.url);
    let mut stream = client.search_connected_app_clients().stream();
    assert_eq!(stream.try_next().await.expect("an app").expect("the first").client_id, "a");
    let error = stream.try_next().await.expect_err("page two");
    assert_eq!(error.error_type(), Some("bad_request"));
    assert!(stream.try_next().await.expect("the end").is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_stream_sends_requests_only_while_it_is_read() {
    let server =
        Server::responding([page(&["a", "b"], r#","next_cursor":"second""#), page(&["c"], "")]).await;
    let client = client(&server.url);
    let mut stream = client.search_connected_app_clients().stream();
    assert_eq!(server.requests().len(), 0);
    stream.try_next().await.expect("an app").expect("a");
    // The first page has another app, so the second page is not requested yet.
    stream.try_next().await.expect("an app").expect("b");
    assert_eq!(server.requests().len(), 1);
    drop(stream);
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn pages_returns_whole_pages() {
    let server = Server::responding([page(&["a"], r#","next_cursor":"second""#), page(&["b"], "")]).await;
    let client = client(&server.url);
    let pages: Vec<_> = client.search_connected_app_clients().pages().try_collect().await.expect("two pages");
    assert_eq!(pages.iter().map(|page| page.connected_apps.len()).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(pages[0].results_metadata.total, Some(3));
}

#[tokio::test]
async fn a_page_of_an_idempotent_post_is_retried() {
    let server = Server::responding([error(503, "server_unavailable"), page(&["a"], "")]).await;
    let policy = RetryPolicy::default().backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let client = builder(&server.url).retry(policy).build().expect("valid");
    let body = SearchConnectedAppClientsRequest::builder();
    let apps: Vec<_> =
        client.search_connected_app_clients().body(body).stream().try_collect().await.expect("a page");
    assert_eq!((apps.len(), server.requests().len()), (1, 2));
}
