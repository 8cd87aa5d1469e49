//! What Users and Members granted, and how it is taken back.

use stytch_connected_apps::{Client, Error, MemberSession};
use stytch_connected_apps_sandbox::{App, Member, Organization, Seed, Session, User};

use crate::support::{apps, organization_apps, refusal, refused, start};

/// The Members of one app, with the scopes that they granted.
async fn members(
    client: &Client,
    organization: &str,
    app: &str,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let call = client.get_organization_connected_app().organization_id(organization).connected_app_id(app);
    let members = call.await?.active_members;
    Ok(members.into_iter().map(|member| (member.member_id, member.granted_scopes)).collect())
}

#[tokio::test]
async fn a_users_revoked_app_is_gone_and_the_others_remain() {
    let seed =
        Seed::new().grant("u", "a", "openid").grant("u", "b", "openid email").grant("u", "c", "openid");
    let (_sandbox, client) = start(seed.grant("v", "b", "openid")).await;

    let revoke = || client.revoke_user_connected_app().user_id("u").connected_app_id("b");
    revoke().await.expect("revoked");
    let openid = |app: &str| (app.to_owned(), "openid".to_owned());
    assert_eq!(apps(&client, "u").await, [openid("a"), openid("c")]);
    assert_eq!(apps(&client, "v").await, [openid("b")], "another User's grant");
    assert_eq!(refusal(revoke().await), refused(404, "connected_app_not_found"));
    let unknown = client.revoke_user_connected_app().user_id("nobody").connected_app_id("b").await;
    assert_eq!(refusal(unknown), refused(404, "user_not_found"));
}

#[tokio::test]
async fn a_members_revoked_app_is_gone_from_all_views() {
    let seed = Seed::new().grant(("o", "m"), "a", "openid email").grant(("o", "n"), "a", "openid");
    let (_sandbox, client) = start(seed.grant(("p", "m"), "a", "openid")).await;
    let list =
        |organization: &str| client.get_member_connected_apps().organization_id(organization).member_id("m");
    let revoke = |member: &str| {
        client.revoke_member_connected_app().organization_id("o").member_id(member).connected_app_id("a")
    };
    let of = |member: &str, scopes: &[&str]| {
        (member.to_owned(), scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>())
    };

    let all = members(&client, "o", "a").await.expect("installed");
    assert_eq!(all, [of("m", &["openid", "email"]), of("n", &["openid"])]);
    revoke("m").await.expect("revoked");
    assert!(list("o").await.expect("a list").connected_apps.is_empty());
    assert_eq!(list("p").await.expect("a list").connected_apps.len(), 1, "another Organization's Member");
    assert_eq!(organization_apps(&client, "o").await, ["a"]);
    assert_eq!(members(&client, "o", "a").await.expect("installed"), [of("n", &["openid"])]);

    revoke("n").await.expect("revoked");
    assert!(organization_apps(&client, "o").await.is_empty());
    assert_eq!(refusal(members(&client, "o", "a").await), refused(404, "connected_app_not_found"));
    assert_eq!(refusal(revoke("n").await), refused(404, "connected_app_not_found"));
    assert_eq!(refusal(revoke("nobody").await), refused(404, "member_not_found"));
    let elsewhere = client.list_organization_connected_apps().organization_id("nowhere").await;
    assert_eq!(refusal(elsewhere), refused(404, "organization_not_found"));
}

#[tokio::test]
async fn an_organization_hides_the_apps_that_it_does_not_allow() {
    let third = |id: &str| App::new(id).client_type("third_party");
    let seed = Seed::new()
        .organization(Organization::new("o").allowing_third_party(["allowed"]))
        .grant(("o", "m"), third("allowed"), "openid")
        .grant(("o", "m"), third("hidden"), "openid")
        .grant(("o", "m"), "first", "openid");
    let (_sandbox, client) = start(seed).await;
    assert_eq!(organization_apps(&client, "o").await, ["allowed", "first"]);
    let list = client.get_member_connected_apps().organization_id("o").member_id("m").await.expect("a list");
    assert_eq!(list.connected_apps.len(), 2);
    let not_found = refused(404, "connected_app_not_found");
    assert_eq!(refusal(members(&client, "o", "hidden").await), not_found);
    let revoke = client.revoke_member_connected_app().organization_id("o").member_id("m");
    assert_eq!(refusal(revoke.connected_app_id("hidden").await), not_found);
}

#[tokio::test]
async fn people_have_other_names_than_their_ids() {
    let seed = Seed::new()
        .user(User::new("u").external_id("u-external"))
        .grant("u", "a", "openid")
        .organization(Organization::new("o").slug("o-slug").external_id("o-external"))
        .member("o", Member::new("m").external_id("m-external"))
        .grant(("o", "m"), "a", "openid");
    let (_sandbox, client) = start(seed).await;
    assert_eq!(apps(&client, "u-external").await.len(), 1);
    for organization in ["o", "o-slug", "o-external"] {
        for member in ["m", "m-external"] {
            let list =
                client.get_member_connected_apps().organization_id(organization).member_id(member).await;
            assert_eq!(list.expect("a list").connected_apps.len(), 1, "{organization} {member}");
        }
    }
}

#[tokio::test]
async fn a_session_is_looked_up() {
    let seed = Seed::new()
        .grant(("o", "m"), "a", "openid")
        .session(Session::new("everything", ("o", "m")))
        .session(Session::new("reading", ("o", "m")).actions(["get.connected-apps"]))
        .session(Session::new("elsewhere", ("p", "m")))
        .session(Session::new("user", "u"))
        .member("p", "m")
        .user("u");
    let (_sandbox, client) = start(seed).await;
    let list = |session: &str| {
        let client = client.with_member_session(MemberSession::token(session));
        client.get_member_connected_apps().organization_id("o").member_id("m")
    };
    let revoke = |session: &str| {
        let client = client.with_member_session(MemberSession::jwt(session));
        client.revoke_member_connected_app().organization_id("o").member_id("m").connected_app_id("a")
    };
    assert_eq!(refusal(list("unknown").await), refused(404, "session_not_found"));
    assert_eq!(refusal(list("user").await), refused(404, "session_not_found"));
    assert_eq!(refusal(list("elsewhere").await), refused(403, "session_authorization_tenancy_error"));
    list("reading").await.expect("permitted");
    assert_eq!(refusal(revoke("reading").await), refused(403, "session_authorization_error"));
    list("everything").await.expect("it is their own, and nothing was revoked");
    revoke("everything").await.expect("permitted");
}

#[tokio::test]
async fn by_default_a_session_is_for_its_members_own_grants_and_an_admins_for_everybodys() {
    let seed = Seed::new()
        .grant(("o", "m"), "a", "openid")
        .member("o", Member::new("n").external_id("n-external"))
        .grant(("o", "n"), "a", "openid")
        .member("o", Member::new("boss").admin())
        .session(Session::new("own", ("o", "n")))
        .session(Session::new("admin", ("o", "boss")))
        .session(
            Session::new("permitted", ("o", "n")).actions(["get.connected-apps", "revoke.connected-app"]),
        );
    let (sandbox, client) = start(seed).await;
    let forbidden = refused(403, "session_authorization_error");
    let list = async |session: &str, member: &str| {
        let client = client.with_member_session(MemberSession::token(session));
        client.get_member_connected_apps().organization_id("o").member_id(member).await.map(|_| ())
    };
    let revoke = async |session: &str, member: &str| {
        let client = client.with_member_session(MemberSession::token(session));
        let call = client.revoke_member_connected_app().organization_id("o").member_id(member);
        call.connected_app_id("a").await.map(|_| ())
    };
    let granted = async |session: &str| {
        let client = client.with_member_session(MemberSession::token(session));
        members(&client, "o", "a").await.map(|_| ())
    };
    for own in ["n", "n-external"] {
        list("own", own).await.expect("their own");
    }
    assert_eq!(refusal(list("own", "m").await), forbidden);
    assert_eq!(refusal(list("own", "nobody").await), forbidden, "who is there is not told");
    assert_eq!(refusal(revoke("own", "m").await), forbidden);
    assert_eq!(refusal(granted("own").await), forbidden, "it lists everybody's grants");
    let with_session = client.with_member_session(MemberSession::token("own"));
    assert_eq!(organization_apps(&with_session, "o").await, ["a"], "it lists nobody's");
    revoke("own", "n").await.expect("their own");
    sandbox.assert_grants(("o", "m"), ["a"]);
    for session in ["admin", "permitted"] {
        sandbox.reset();
        list(session, "m").await.expect("permitted");
        granted(session).await.expect("permitted");
        revoke(session, "m").await.expect("permitted");
    }
}
