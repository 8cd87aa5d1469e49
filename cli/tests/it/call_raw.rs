//! `call` sends the body and prints the response as they are.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::Seed;

use crate::support::{World, few};

/// A page with what the document lacks, in an order of its own, and with numbers that a program would write otherwise.
const PAGE: &str = r#"{"new":{"z":1.0,"a":[],"n":null,"big":123456789012345678901234567890,"e":1E2},"status_code":200,"results":[{"b":0.10,"user_id":"user-1","emails":[],"trusted_metadata":{"z":1,"a":2}}],"results_metadata":{"total":1.0e0,"next_cursor":null},"request_id":"request-id-test-\u00e9"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn json_is_the_response_as_it_came() {
    let world = World::new(few()).await;
    let page = PAGE.replace("1.0e0", "1");
    world.sandbox.on("search_users").respond(200).body(&*page);
    let out = world.succeed(&["call", "search_users", "--output", "json"]);
    let joined: String = out.lines().map(str::trim_start).collect();
    assert_eq!(joined.replace("\": ", "\":"), page);
    let all = world.succeed(&["call", "search_users", "--output", "json", "--all"]);
    let item = r#"{"b":0.10,"user_id":"user-1","emails":[],"trusted_metadata":{"z":1,"a":2}}"#;
    assert_eq!(all, format!("[\n{item}\n]\n"));
    // An empty list is nothing.
    let csv = world.succeed(&["call", "search_users", "--output", "csv"]);
    assert_eq!(csv, "\u{feff}b,user_id,emails,trusted_metadata.z,trusted_metadata.a\n0.1,user-1,,1,2\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_the_document_lacks_are_redacted_too() {
    let world = World::new(few()).await;
    let response = json!({
        "status_code": 200, "request_id": "r", "user_id": "user-1", "next_token": "abc", "deep": [{"new_secret": {"a": "abc"}}],
        "old_jwt": null, "token_type": "bearer",
    });
    world.sandbox.on("get_user").respond(200).body(response.to_string());
    let get = ["call", "get_user", "--user-id", "user-1", "--output"];
    for format in ["json", "csv", "table"] {
        let out = world.succeed(&[&get[..], &[format]].concat());
        assert!(!out.contains("abc") && out.contains("[redacted]") && out.contains("bearer"), "{out}");
    }
    let shown: Value =
        serde_json::from_str(&world.succeed(&[&get[..], &["json", "--show-secrets"]].concat()))
            .expect("JSON");
    assert_eq!(shown, response);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_null_and_an_empty_list_of_the_body_are_sent() {
    let world = World::new(Seed::new()).await;
    world.sandbox.on("create_connected_app_client").respond(400);
    let body =
        r#"{"client_type":"third_party","client_name":null,"redirect_urls":[],"client_description":""}"#;
    let ran = world.run(&["call", "create_connected_app_client", "--body", body]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(world.sandbox.requests()[0].body, serde_json::from_str::<Value>(body).expect("JSON"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_null_for_what_is_needed_is_refused_by_its_name() {
    let world = World::new(few()).await;
    for (body, field) in [
        (r#"{"client_type":null}"#, "client_type"),
        (r#"{"client_type":"third_party","redirect_urls":[null]}"#, "redirect_urls[0]"),
    ] {
        let ran = world.run(&["call", "create_connected_app_client", "--body", body]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(field), "{field}: {}", ran.err);
    }
    assert_eq!(world.sandbox.requests().len(), 0);
}
