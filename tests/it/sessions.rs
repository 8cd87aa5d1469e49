//! A session restricts what a call may do. A call never silently drops it.

use scripted_server::{Server, json};
use stytch_connected_apps::{Error, MemberSession, operations};

use crate::support::{EMPTY, TOKEN, client};

#[tokio::test]
async fn a_token_and_a_jwt_are_sent_in_headers_of_their_own() {
    for (session, header) in [
        (MemberSession::token(TOKEN), "x-stytch-member-session"),
        (MemberSession::jwt(TOKEN), "x-stytch-member-sessionjwt"),
    ] {
        let server = Server::responding([json(200, EMPTY)]).await;
        let client = client(&server.url).with_member_session(session);
        client.get_member_connected_apps().organization_id("o").member_id("m").await.expect("200");
        let request = server.request();
        assert!(request.contains(&format!("\r\n{header}: {TOKEN}\r\n")), "{request}");
        assert_eq!(request.matches("x-stytch-member-session").count(), 1, "{request}");
    }
}

#[tokio::test]
async fn an_operation_without_sessions_rejects_a_client_with_one() {
    let server = Server::responding([]).await;
    let client = client(&server.url).with_member_session(MemberSession::token(TOKEN));
    let error =
        client.get_user_connected_apps().user_id("u").await.expect_err("the operation takes no session");
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(error.to_string().starts_with("get_user_connected_apps: accepts no member session"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_session_that_cannot_be_sent_is_rejected_instead_of_dropped() {
    let server = Server::responding([]).await;
    for text in ["", " ", "a b", "line\nbreak", "é"] {
        for session in [MemberSession::token(text), MemberSession::jwt(text)] {
            let client = client(&server.url).with_member_session(session);
            let error = client.get_member_connected_apps().organization_id("o").member_id("m").await;
            let error = error.expect_err("the session cannot be sent");
            assert!(error.to_string().contains("the member session is empty or contains"), "{error}");
        }
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn with_member_session_does_not_change_the_original_client() {
    let server = Server::responding([json(200, EMPTY), json(200, EMPTY)]).await;
    let client = client(&server.url);
    let _with_session = client.with_member_session(MemberSession::token(TOKEN));
    client.get_member_connected_apps().organization_id("o").member_id("m").await.expect("200");
    client.get_user_connected_apps().user_id("u").await.expect("200");
    assert!(server.requests().iter().all(|request| !request.contains("x-stytch-member-session")));
}

#[test]
fn operations_lists_which_operations_take_a_session() {
    let takes = |id: &str| {
        let operation = operations::all().iter().find(|operation| operation.id == id).expect("an operation");
        operation.session_headers
    };
    assert_eq!(takes("get_member_connected_apps"), ["x-stytch-member-session", "x-stytch-member-sessionjwt"]);
    assert_eq!(takes("get_user_connected_apps"), [""; 0]);
}
