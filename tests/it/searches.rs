//! Requests of several models are built in one expression, and searches page through what they find.

use futures_util::TryStreamExt;
use scripted_server::{Reply, Server};
use serde_json::{Map, Value, json};
use stytch_connected_apps::types::{
    SearchFilterValue, SearchMembersQuery, SearchMembersRequest, SearchOperand, SearchOperator,
    SearchUsersQuery, SearchUsersRequest,
};

use crate::support::client;

/// A page with these Users and this cursor of the next page.
fn page(users: &[&str], next: Option<&str>) -> Reply {
    let users: Vec<Value> = users.iter().map(|id| json!({"user_id": id, "status": "active"})).collect();
    scripted_server::json(
        200,
        &json!({"results": users, "results_metadata": {"total": 3, "next_cursor": next}}).to_string(),
    )
}

/// The JSON bodies of all requests.
fn bodies(server: &Server) -> Vec<Value> {
    let requests = server.requests();
    let bodies = requests.iter().map(|request| request.split_once("\r\n\r\n").expect("a body").1);
    bodies.map(|body| serde_json::from_str(body).expect("JSON")).collect()
}

#[tokio::test]
async fn builders_nest_and_a_union_takes_each_of_its_alternatives() {
    let server = Server::responding([page(&[], None)]).await;
    let filter = |name: &str| SearchOperand::builder().filter_name(name);
    let range = Map::from_iter([("greater_than".to_owned(), Value::from("2026-01-01T00:00:00Z"))]);
    let body =
        SearchUsersRequest::builder().limit(5).query(SearchUsersQuery::builder().operator("AND").operands([
            filter("status").filter_value("active"),
            filter("email_address_fuzzy").filter_value("7".to_owned()),
            filter("user_id").filter_value(["user-test-1", "user-test-2"]),
            filter("user_id").filter_value(vec!["user-test-3".to_owned()]),
            filter("email_verified").filter_value(true),
            filter("created_at_between").filter_value(range),
        ]));
    client(&server.url).search_users().body(body).await.expect("200");
    let operand = |name: &str, value: Value| json!({"filter_name": name, "filter_value": value});
    let operands = json!([
        operand("status", "active".into()),
        operand("email_address_fuzzy", "7".into()),
        operand("user_id", json!(["user-test-1", "user-test-2"])),
        operand("user_id", json!(["user-test-3"])),
        operand("email_verified", true.into()),
        operand("created_at_between", json!({"greater_than": "2026-01-01T00:00:00Z"})),
    ]);
    let expected = json!({"limit": 5, "query": {"operator": "AND", "operands": operands}});
    assert_eq!(bodies(&server), [expected]);
}

#[tokio::test]
async fn a_nested_builder_that_lacks_something_is_named_and_nothing_is_sent() {
    let server = Server::responding([]).await;
    let operand = SearchOperand::builder().filter_name("statuses");
    let query = SearchMembersQuery::builder().operator(SearchOperator::And).operands([operand]);
    let body = SearchMembersRequest::builder().organization_ids(["organization-test-1"]).query(query);
    let error = client(&server.url).search_members().body(body).await.expect_err("no value");
    assert_eq!(error.to_string(), "search_members: body.query.operands: `filter_value` is missing");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_stream_of_a_search_repeats_the_query_with_each_cursor() {
    let server =
        Server::responding([page(&["a", "b"], Some("second")), page(&[], Some("third")), page(&["c"], None)])
            .await;
    let active = SearchOperand::builder().filter_name("status").filter_value("active");
    let query = SearchUsersQuery::builder().operator("AND").operands([active]);
    let body = SearchUsersRequest::builder().limit(2).query(query);
    let users: Vec<_> =
        client(&server.url).search_users().body(body).stream().try_collect().await.expect("three pages");
    assert_eq!(users.iter().map(|user| user.user_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let query = json!({
        "operator": "AND", "operands": [{"filter_name": "status", "filter_value": "active"}],
    });
    assert_eq!(
        bodies(&server),
        [
            json!({"limit": 2, "query": query}),
            json!({"limit": 2, "query": query, "cursor": "second"}),
            json!({"limit": 2, "query": query, "cursor": "third"}),
        ]
    );
}

#[tokio::test]
async fn a_member_is_found_by_email_address() {
    let member = json!({
        "organization_id": "o", "member_id": "m", "email_address": "ada+1@example.com", "status": "invited",
    });
    let server =
        Server::responding([scripted_server::json(200, &json!({"member": member}).to_string())]).await;
    let call = client(&server.url).get_member().organization_id("acme").email_address("ada+1@example.com");
    let found = call.await.expect("200");
    assert_eq!(found.member.member_id, "m");
    let line = "GET /v1/b2b/organizations/acme/member?email_address=ada%2B1%40example.com HTTP/1.1\r\n";
    assert!(server.request().starts_with(line), "{}", server.request());
}

#[test]
fn the_text_of_a_number_stays_a_text() {
    for text in ["7", "true"] {
        let value = SearchFilterValue::from(text);
        assert_eq!(serde_json::to_value(&value).expect("JSON"), text);
        assert_eq!(text.parse::<SearchFilterValue>().expect("any text"), value);
    }
}
