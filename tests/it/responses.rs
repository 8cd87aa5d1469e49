//! What a call returns for each kind of response.

use std::time::{Duration, SystemTime};

use stytch_connected_apps::sandbox::Sandbox;
use stytch_connected_apps::types::ClientType;
use stytch_connected_apps::{Error, RetryPolicy, operations};

#[cfg(feature = "gzip")]
use crate::support::gzip;
use crate::support::{CALLS, EMPTY, builder, client, member, user};
use scripted_server::{Reply, Server, http, json, send};

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

/// The error examples from the two pages.
const DOCUMENTED_ERRORS: [(u16, &str, &str, &str); 3] = [
    (401, "unauthorized_credentials", "Unauthorized credentials.", "https://stytch.com/docs/api/errors/401"),
    (429, "too_many_requests", "Too many requests have been made.", "https://stytch.com/docs/api/errors/429"),
    (
        500,
        "internal_server_error",
        "Oops, something seems to have gone wrong, please reach out to support@stytch.com to let us know what went wrong.",
        "https://stytch.com/docs/api/errors/500",
    ),
];

/// The error of a call without retries that gets this reply. It is the same for both calls.
async fn error_of(reply: Reply) -> Error {
    let mut errors = Vec::new();
    for call in CALLS {
        let server = Server::responding([reply.clone()]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
        errors.push(call(&client).await.expect_err("the reply is an error"));
    }
    let text = |error: &Error| format!("{error} {error:?}").replace("get_member_", "get_user_");
    assert_eq!(text(&errors[0]), text(&errors[1]));
    errors.swap_remove(0)
}

#[tokio::test]
async fn no_operation_accepts_a_success_body_that_is_not_the_apis() {
    for body in [r#"{"error":"denied"}"#, "{}", "[]", "null", r#"["a","b","c","d","e","f"]"#, r#""ok""#] {
        let server = Server::responding_with(move |_| json(200, body)).await;
        let client = client(&server.url);
        for operation in operations() {
            let result = operation.invoke(&client, operation.example_arguments()).await;
            assert!(matches!(result, Err(Error::Decode(_))), "{}: {body}: {result:?}", operation.id);
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
async fn the_documented_errors_keep_every_field() {
    for (status, error_type, message, url) in DOCUMENTED_ERRORS {
        let body = format!(
            "{{\n\"status_code\": {status},\n\"request_id\": \"request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141\",\n\"error_type\": \"{error_type}\",\n\"error_message\": \"{message}\",\n\"error_url\": \"{url}\"\n}}"
        );
        let server = Server::responding([json(status, &body), json(status, &body)]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("the settings are valid");
        for error in [user(&client).await, member(&client).await] {
            let error = error.expect_err("an error status");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.request_id(), Some("request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141"));
            assert_eq!(error.error_type(), Some(error_type));
            assert_eq!(error.attempts(), 1);
            let operation = error.operation().expect("a request was made");
            let Error::Api(error) = error else { panic!("not an API error: {error:?}") };
            assert_eq!((error.operation(), error.attempts()), (operation, 1));
            assert!(operation.ends_with("_connected_apps"), "{operation}");
            assert_eq!(error.status().as_u16(), status);
            assert_eq!(error.error_message(), Some(message));
            assert_eq!(error.error_url(), Some(url));
        }
    }
}

#[tokio::test]
async fn only_a_404_about_the_resource_is_not_found() {
    assert!(error_of(scripted_server::error(404, "user_not_found")).await.is_not_found());
    // These come from a wrong base URL or a proxy and say nothing about the user.
    assert!(!error_of(scripted_server::error(404, "route_not_found")).await.is_not_found());
    assert!(!error_of(http(404, &[], "<html>no such page</html>")).await.is_not_found());
}

#[tokio::test]
async fn each_error_status_sets_only_its_own_predicates() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    for status in [400, 401, 403, 404, 429, 500] {
        let preference = format!("code={status}");
        let client = sandbox.client_preferring(&preference).expect("the settings are valid");
        for result in [user(&client).await, member(&client).await] {
            let error = result.expect_err("an error status");
            assert_eq!(error.is_unauthorized(), status == 401);
            assert_eq!(error.is_forbidden(), status == 403);
            assert_eq!(error.is_not_found(), status == 404);
            assert_eq!(error.is_rate_limited(), status == 429);
            assert_eq!(error.is_retryable(), matches!(status, 429 | 500));
            assert!(!error.is_timeout() && !error.is_connect());
        }
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
        // An error object with a success status.
        (r#"{"status_code":500,"request_id":"r-1","error_type":"x"}"#, ".", "missing field `connected_apps`"),
        (
            r#"{"request_id":"r-1","connected_apps":null}"#,
            "connected_apps",
            "expected a sequence, found null",
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
    let mut operations = operations().iter();
    let start =
        operations.find(|operation| operation.id == "start_user_authorization").expect("an operation");
    let error = start.invoke(&client, start.example_arguments()).await.expect_err("the body is truncated");
    let Error::Decode(decode) = &error else { panic!("not a decode error: {error:?}") };
    assert_eq!(decode.path(), "user.*[0]");
    assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
}

#[tokio::test]
async fn error_bodies_are_read_up_to_a_limit() {
    for (limit, expected) in [(16, None), (16_384, Some("user_not_found"))] {
        let server = Server::responding([scripted_server::error(404, "user_not_found")]).await;
        let client = builder(&server.url).max_response_bytes(limit).build().expect("valid");
        let error = user(&client).await.expect_err("404");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
        assert_eq!(error.error_type(), expected, "{error:?}");
    }
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
async fn an_error_body_may_lack_any_of_its_fields() {
    let fields = ["request_id", "error_type", "error_message", "error_url", "status_code"];
    for missing in 0..1 << fields.len() {
        let present = |name: &str| {
            let index = fields.iter().position(|field| *field == name).expect("one of the fields");
            missing & (1 << index) == 0
        };
        let members = fields.iter().filter(|name| present(name)).map(|name| match *name {
            // The status line takes precedence.
            "status_code" => "\"status_code\":200".to_owned(),
            name => format!("\"{name}\":\"the {name}\""),
        });
        let body = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let error = error_of(json(418, &body)).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
        let Error::Api(error) = error else { panic!("not an API error: {error:?}") };
        for (name, value) in [
            ("request_id", error.request_id()),
            ("error_type", error.error_type()),
            ("error_message", error.error_message()),
            ("error_url", error.error_url()),
        ] {
            assert_eq!(value, present(name).then(|| format!("the {name}")).as_deref(), "{body}");
        }
    }
}

#[tokio::test]
async fn an_error_keeps_its_status_whatever_the_body_is() {
    let bodies = [
        "<html>Bad Gateway</html>",
        "",
        "{}",
        "[]",
        "null",
        r#"{"error_type":5,"request_id":null}"#,
        r#"{"status_code":200,"error_message":"no type"}"#,
        "{\"truncated",
    ];
    for status in [400, 403, 418, 500, 502, 302] {
        for body in bodies {
            let error = error_of(http(status, &[], body)).await;
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{body}");
            assert_eq!(error.error_type(), None, "{body}");
            assert!(matches!(error, Error::Api(_)), "{error:?}");
        }
    }
}

#[tokio::test]
async fn an_error_body_that_is_not_json_is_kept_in_part_and_not_printed() {
    let page = format!("<html>upstream{}</html>", "x".repeat(5000));
    let error = error_of(http(502, &[("content-type", "text/html")], &page)).await;
    assert!(!format!("{error} {error:?}").contains("upstream"), "{error:?}");
    let Error::Api(error) = error else { panic!("not an API error: {error:?}") };
    assert_eq!(error.body_excerpt(), &page.as_bytes()[..1024]);
}

#[tokio::test]
async fn an_error_message_is_one_line_of_bounded_length() {
    let body = format!(r#"{{"error_type":"x","error_message":"first\nsecond{}"}}"#, "y".repeat(5000));
    let text = error_of(json(400, &body)).await.to_string();
    assert!(text.contains("first second"), "{text}");
    assert!(text.len() < 700, "{}", text.len());
}

#[tokio::test]
async fn without_a_date_header_retry_after_counts_from_the_local_clock() {
    let in_an_hour = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
    let server = Server::responding([http(429, &[("retry-after", &in_an_hour)], "")]).await;
    let error = user(&client(&server.url)).await.expect_err("429");
    let wait = error.retry_after().expect("a date").as_secs();
    assert!((3500..=3600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn send_returns_the_status_and_the_headers() {
    let server = Server::responding([http(200, &[("x-trace", "abc")], EMPTY)]).await;
    let client = client(&server.url);
    let response = client.get_user_connected_apps().user_id("u").send().await.expect("200");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-trace"], "abc");
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
