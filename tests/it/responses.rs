//! What a call returns for each kind of success, or what is wrong with one.

use stytch_connected_apps::types::ClientType;
use stytch_connected_apps::{Error, operations};

#[cfg(feature = "gzip")]
use crate::support::gzip;
use crate::support::{CALLS, EMPTY, builder, client, error_of, member, user};
use scripted_server::{Server, http, json, send};

/// The example from Stytch's two pages, with its line breaks.
const DOCUMENTED: &str = r#"{
"status_code": 200,
"request_id": "request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141",
"connected_apps": [
{
"client_type": "first_party",
"connected_app_id": "connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000",
"description": "A first party connected app",
"logo_url": null,
"name": "first-party-confidential-app",
"scopes_granted": "openid profile email"
}
]
}"#;

#[tokio::test]
async fn no_operation_accepts_a_success_body_that_is_not_the_apis() {
    for body in [r#"{"error":"denied"}"#, "{}", "[]", "null", r#"["a","b","c","d","e","f"]"#, r#""ok""#] {
        let server = Server::responding_with(move |_| json(200, body)).await;
        let client = client(&server.url);
        for operation in operations::all() {
            let result = operation.invoke(&client, operation.example_arguments()).await;
            assert!(matches!(result, Err(Error::Decode(_))), "{}: {body}: {result:?}", operation.id);
        }
    }
}

#[tokio::test]
async fn an_error_of_the_api_is_no_success_of_any_operation_whatever_its_status() {
    for error_type in ["error_type", "error"] {
        // It even has the request id, which proves that the API sent it.
        let body = scripted_server::error_body(404, "x").replace("error_type", error_type);
        let server = Server::responding_with(move |_| json(200, &body)).await;
        let client = client(&server.url);
        for operation in operations::all() {
            let error = operation.invoke(&client, operation.example_arguments()).await.expect_err("404");
            assert!(matches!(error, Error::Decode(_)), "{}: {error:?}", operation.id);
            assert!(error.to_string().contains("the body is an error of the API"), "{error}");
            assert_eq!(error.may_have_taken_effect(), !operation.idempotent, "{error}");
        }
    }
}

/// serde would take the items of a list for the fields of a struct, in their order.
#[tokio::test]
async fn a_list_does_not_decode_as_an_object() {
    let app = r#"["first_party","connected-app-test-1","d","n",null,"openid"]"#;
    for body in [format!(r#"{{"connected_apps":[{app}]}}"#), format!("[[], 200, {app}]")] {
        let error = error_of(json(200, &body)).await;
        let Error::Decode(error) = error else { panic!("{error:?}") };
        assert!(error.to_string().contains("found sequence"), "{error}");
        assert!([".", "connected_apps[0]"].contains(&error.path()), "{error}");
    }
}

#[tokio::test]
async fn the_documented_success_decodes_field_by_field() {
    let server = Server::responding([json(200, DOCUMENTED), json(200, DOCUMENTED)]).await;
    let client = client(&server.url);
    for response in [user(&client).await.expect("200"), member(&client).await.expect("200")] {
        assert_eq!(response.status_code, Some(200));
        assert_eq!(
            response.request_id.as_deref(),
            Some("request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141")
        );
        let [app] = response.connected_apps.as_slice() else { panic!("not one app: {response:?}") };
        assert_eq!(app.client_type, ClientType::FirstParty);
        assert_eq!(app.connected_app_id, "connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000");
        assert_eq!(app.description.as_deref(), Some("A first party connected app"));
        assert_eq!(app.logo_url, None);
        assert_eq!(app.name, "first-party-confidential-app");
        assert_eq!(app.scopes_granted, "openid profile email");
        assert_eq!(app.scopes().collect::<Vec<_>>(), ["openid", "profile", "email"]);
    }
}

#[tokio::test]
async fn optional_fields_may_be_missing_and_unknown_ones_are_ignored() {
    let body = r#"{"connected_apps":[{"connected_app_id":"a","name":"","client_type":"third_party","scopes_granted":"","new":1}],"new":{}}"#;
    let server = Server::responding([json(200, body)]).await;
    let response = user(&client(&server.url)).await.expect("200");
    assert_eq!((response.request_id, response.status_code), (None, None));
    let app = &response.connected_apps[0];
    assert_eq!((app.description.as_ref(), app.logo_url.as_ref()), (None, None));
    assert_eq!(app.scopes().count(), 0);
}

#[tokio::test]
async fn responses_decode_with_unknown_fields_values_and_media_types() {
    let app = |number: usize| {
        format!(
            r#"{{"connected_app_id":"a-{number}","name":"n","client_type":"tomorrow","scopes_granted":"openid","description":null,"logo_url":null,"new":[1,{{}}]}}"#
        )
    };
    let apps: Vec<String> = (0..10_000).map(app).collect();
    let body = format!(r#"{{"new":{{"a":null}},"connected_apps":[{}]}}"#, apps.join(","));
    for media_type in ["application/json", "text/plain", "text/html; charset=utf-8", ""] {
        for call in CALLS {
            let server = Server::responding([http(200, &[("content-type", media_type)], &body)]).await;
            let response = call(&client(&server.url)).await.expect("200");
            assert_eq!(response.connected_apps.len(), 10_000);
            let last = &response.connected_apps[9_999];
            assert_eq!(last.connected_app_id, "a-9999");
            assert_eq!(last.client_type, ClientType::Unrecognized("tomorrow".to_owned()));
            assert_eq!((&last.description, &last.logo_url), (&None, &None));
        }
    }
}

#[tokio::test]
async fn a_decode_error_says_where_the_body_does_not_fit() {
    for (body, path, reason) in [
        (r#"{"request_id":"r-1"}"#, ".", "missing field `connected_apps`"),
        (
            r#"{"status_code":500,"request_id":"r-1","error_type":"x"}"#,
            "status_code",
            "the body is an error of the API; a proxy may have changed its status",
        ),
        (
            r#"{"request_id":"r-1","connected_apps":"none"}"#,
            "connected_apps",
            "expected a sequence, found string",
        ),
        (
            r#"{"request_id":"r-1","connected_apps":[{"connected_app_id":"a","name":5}]}"#,
            "connected_apps[0].name",
            "expected a string, found integer",
        ),
    ] {
        let error = error_of(json(200, body)).await;
        let Error::Decode(decode) = &error else { panic!("not a decode error: {error:?}") };
        assert_eq!(decode.operation(), "get_user_connected_apps");
        assert_eq!(decode.path(), path);
        assert_eq!((decode.request_id(), error.request_id()), (Some("r-1"), Some("r-1")));
        assert_eq!(decode.status(), 200);
        assert_eq!(decode.attempts(), 1);
        assert!(error.to_string().contains(reason), "{error}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_decode_error_does_not_quote_the_body() {
    for body in
        ["<html>maintenance</html>", "", r#"{"connected_apps":[{"name":"maintenance"#, "[] maintenance"]
    {
        let error = error_of(json(200, body)).await;
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("maintenance"), "{error:?}");
    }
    // This operation has no success without a body.
    let error = error_of(send("HTTP/1.1 204 \r\n\r\n")).await;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("204 No Content, but the body does not decode at `.`"), "{error}");
    // The error names the type of a wrong value, not the value.
    let error = error_of(json(200, r#"{"connected_apps":"maintenance, expected nothing"}"#)).await;
    assert!(error.to_string().contains("expected a sequence, found string"), "{error}");
    assert!(!format!("{error} {error:?}").contains("maintenance"), "{error:?}");
}

#[tokio::test]
async fn a_decode_error_path_names_only_keys_of_the_document() {
    let body = r#"{"request_id":"r-1","user":{"jane@example.com":[tru"#;
    let server = Server::responding([json(200, body)]).await;
    let client = client(&server.url);
    let mut operations = operations::all().iter();
    let start =
        operations.find(|operation| operation.id == "start_user_authorization").expect("an operation");
    let error = start.invoke(&client, start.example_arguments()).await.expect_err("the body is truncated");
    let Error::Decode(decode) = &error else { panic!("not a decode error: {error:?}") };
    assert_eq!(decode.path(), "user.*[0]");
    assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
}

#[tokio::test]
async fn an_unrequested_content_encoding_is_named() {
    let compressed = http(200, &[("content-encoding", "br")], "\u{1}\u{2}maintenance");
    let error = error_of(compressed).await;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("content encoding that the client did not ask for"), "{error}");
}

#[tokio::test]
async fn a_decode_error_does_not_quote_a_number_out_of_range() {
    let error = error_of(json(200, r#"{"status_code":98765432109,"connected_apps":[]}"#)).await;
    assert!(error.to_string().contains("`status_code`: expected i32"), "{error}");
    assert!(!format!("{error} {error:?}").contains("98765432109"), "{error:?}");
}

#[tokio::test]
async fn a_content_length_over_the_limit_fails_before_the_body_arrives() {
    let head = "HTTP/1.1 200 \r\ncontent-length: 99999999999\r\n\r\n".to_owned();
    let server = Server::responding([send(head)]).await;
    let error = user(&client(&server.url)).await.expect_err("too large");
    assert!(error.to_string().contains("max_response_bytes") && !error.is_timeout(), "{error}");
}

#[tokio::test]
async fn send_returns_the_status_and_the_headers_and_prints_no_header() {
    let server = Server::responding([http(203, &[("x-trace", "abc")], EMPTY)]).await;
    let client = client(&server.url);
    let response = client.get_user_connected_apps().user_id("u").send().await.expect("203");
    assert_eq!(response.status(), 203);
    assert_eq!(response.headers()["x-trace"], "abc");
    let printed = format!("{response:?}");
    assert!(printed.contains("status: 203") && printed.contains("connected_apps: []"), "{printed}");
    assert!(!printed.contains("abc"), "{printed}");
    assert!(response.into_body().connected_apps.is_empty());
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error_with_or_without_content_length() {
    let body = format!(r#"{{"connected_apps":[],"x":"{}"}}"#, "x".repeat(5000));
    // Each chunk is far below the limit.
    let chunks = body.as_bytes().chunks(100).map(str::from_utf8).map(|chunk| chunk.expect("ASCII"));
    let chunks: String = chunks.map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).collect();
    let chunked = format!("HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    for reply in [json(200, &body), send(chunked)] {
        let server = Server::responding([reply.clone(), reply]).await;
        let limited = |bytes| builder(&server.url).max_response_bytes(bytes).build().expect("valid");
        let error = user(&limited(body.len() - 1)).await.expect_err("too large");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(error.to_string().contains("max_response_bytes"), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(!error.is_retryable());
        assert_eq!(server.requests().len(), 1);
        user(&limited(body.len())).await.expect("within the limit");
    }
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn the_body_limit_applies_to_the_decompressed_body() {
    let body = format!(r#"{{"connected_apps":[],"x":"{}"}}"#, "x".repeat(100_000));
    let reply = http(200, &[("content-encoding", "gzip")], gzip(body.as_bytes()));
    for call in CALLS {
        let server = Server::responding(vec![reply.clone(); 2]).await;
        let limited = |bytes| builder(&server.url).max_response_bytes(bytes).build().expect("valid");
        call(&limited(body.len())).await.expect("within the limit");
        let error = call(&limited(body.len() - 1)).await.expect_err("too large");
        assert!(error.to_string().contains("max_response_bytes"), "{error}");
        assert_eq!(server.requests().len(), 2);
    }
}
