//! Redirects are not followed, so credentials and ids reach no other server.

use scripted_server::{Server, http, json};
use stytch_connected_apps::{Error, reqwest};

use crate::support::{CALLS, EMPTY, TOKEN, builder, client};

#[tokio::test]
async fn every_redirect_status_is_an_error_that_names_the_target() {
    let elsewhere = Server::responding([json(200, EMPTY)]).await;
    for status in [300, 301, 302, 303, 304, 305, 307, 308, 399] {
        for call in CALLS {
            let location = format!("{}/v1/users/u/connected_apps?x=1", elsewhere.url);
            let server = Server::responding([http(status, &[("location", &location)], "")]).await;
            // Not even if the caller's HTTP client would follow it.
            let transport = reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(10));
            let client = builder(&server.url).reqwest_builder(transport).build().expect("valid");
            let error = call(&client).await.expect_err("a redirect");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert!(error.to_string().contains(&format!("redirects to {}, which", elsewhere.url)), "{error}");
            assert!(!error.is_retryable());
            let Error::Api(error) = error else { panic!("not an API error") };
            assert_eq!(error.location(), Some(&*location));
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn the_message_names_the_target_server_but_no_path_or_secret() {
    const REDACTED: &str = "https://[redacted].example";
    let same = "another path of the same server";
    for (location, expected) in [
        ("?again", same),
        ("", same),
        ("//other.example/user-test-secretive", "http://other.example"),
        ("https://user:password@other.example:8443/user-test-secretive", "https://other.example:8443"),
        // The host is the session token in lowercase.
        (&format!("https://{TOKEN}.example"), REDACTED),
    ] {
        for (number, call) in (0..).zip(CALLS) {
            if expected == REDACTED && number == 0 {
                // A User's call has no session to redact.
                continue;
            }
            let server = Server::responding([http(302, &[("location", location)], "")]).await;
            let error = call(&client(&server.url)).await.expect_err("a redirect");
            assert!(error.to_string().contains(&format!("redirects to {expected}, ")), "{location}: {error}");
            assert!(!format!("{error} {error:?}").contains("secretive"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_redirect_loop_is_not_entered() {
    let server = Server::responding_with(|request| {
        let host = request.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
        http(308, &[("location", &format!("http://{host}/v1/users/user-test-secretive"))], "")
    })
    .await;
    for call in CALLS {
        let error = call(&client(&server.url)).await.expect_err("a redirect");
        assert!(error.to_string().contains("another path of the same server"), "{error}");
        assert_eq!(error.attempts(), 1);
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn other_responses_do_not_mention_redirects() {
    for (status, headers) in [(302, vec![]), (400, vec![("location", "https://other.example")])] {
        let server = Server::responding([http(status, &headers, "")]).await;
        let error = CALLS[0](&client(&server.url)).await.expect_err("no success");
        assert!(!error.to_string().contains("redirect"), "{error}");
    }
}
