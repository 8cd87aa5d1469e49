//! What the error of a call says about a response with an error status.

use std::time::{Duration, SystemTime};

use scripted_server::{Server, http, json};
use stytch_connected_apps::{Error, RetryPolicy};
use stytch_connected_apps_sandbox::Sandbox;

use crate::support::{builder, client, error_of, member, user};

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
    let expired = error_of(scripted_server::error(404, "session_not_found")).await;
    assert!(expired.is_session_not_found() && !expired.is_not_found());
    assert!(!error_of(scripted_server::error(404, "user_not_found")).await.is_session_not_found());
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
