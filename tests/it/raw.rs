//! `invoke` changes neither the request body nor the response.

use futures_util::TryStreamExt;
use scripted_server::{Server, http, json};
use serde_json::{Value, json};
use stytch_connected_apps::operations::{self, Operation};

use crate::support::client;

fn operation(id: &str) -> &'static Operation {
    operations::find(id).expect("an operation")
}

/// A page of Users with what the document lacks, in an order and with numbers of its own.
fn page(cursor: &str) -> String {
    format!(
        r#"{{"new": {{"z": 1.0, "a": [], "n": null, "big": 123456789012345678901234567890}}, "status_code": 200,
"results": [{{"user_id": "user-1", "emails": [], "new": 1E2}}],
"results_metadata": {{"total": 2, "next_cursor": {cursor}}}, "request_id": "request-id-test-1"}}"#
    )
}

#[tokio::test]
async fn a_response_comes_with_what_the_document_lacks() {
    let body = page("null");
    let server = Server::responding([json(200, &body), json(200, &body)]).await;
    let (client, search) = (client(&server.url), operation("search_users"));
    let value = search.invoke(&client, Value::Null).await.expect("200");
    assert_eq!(value, serde_json::from_str::<Value>(&body).expect("JSON"));
    assert_eq!(search.invoke_raw(&client, Value::Null).await.expect("200"), body);
}

#[tokio::test]
async fn pages_come_with_what_the_document_lacks() {
    let bodies = [page("\"next\""), page("null")];
    let replies = || bodies.iter().map(|body| json(200, body));
    let server = Server::responding(replies().chain(replies()).collect::<Vec<_>>()).await;
    let (client, search) = (client(&server.url), operation("search_users"));
    let items: Vec<Value> = search.invoke_pages(&client, Value::Null).try_collect().await.expect("two pages");
    let item = json!({"user_id": "user-1", "emails": [], "new": 1e2});
    assert_eq!(items, [item.clone(), item]);
    let pages: Vec<String> =
        search.invoke_raw_pages(&client, Value::Null).try_collect().await.expect("two pages");
    assert_eq!(pages, bodies);
}

#[tokio::test]
async fn a_body_is_sent_with_each_null_and_each_empty_list() {
    let server = Server::responding([http(400, &[], ""), http(400, &[], "")]).await;
    let client = client(&server.url);
    let query = json!({"operator": "AND", "operands": []});
    for (id, body) in [
        ("search_users", json!({"limit": null, "cursor": null, "query": query})),
        (
            "create_connected_app_client",
            json!({"client_type": "third_party", "redirect_urls": [], "client_name": null, "client_description": ""}),
        ),
    ] {
        let before = server.request_count();
        let error = operation(id).invoke(&client, json!({"body": body})).await.expect_err("400");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
        let request = &server.requests()[before];
        let (_, sent) = request.split_once("\r\n\r\n").expect("a body");
        assert_eq!(serde_json::from_str::<Value>(sent).expect("JSON"), body, "{id}");
    }
}
