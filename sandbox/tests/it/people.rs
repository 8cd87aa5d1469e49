//! The sandbox finds Users, Organizations and Members.

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use stytch_connected_apps::{Client, Error, MemberSession, operations};
use stytch_connected_apps_sandbox::{Generate, Member, Organization, Sandbox, Seed, Session, User};

use crate::support::start;

/// Calls an operation by its name, as its query has a value of any type.
async fn call(client: &Client, id: &str, arguments: Value) -> Result<Value, Error> {
    let operation = operations::all().iter().find(|operation| operation.id == id).expect("an operation");
    operation.invoke(client, arguments).await
}

fn between(earlier: &str, later: &str) -> Value {
    json!({"greater_than": earlier, "less_than": later})
}

/// What a search finds with one filter: the ids of a page.
async fn found(client: &Client, id: &str, filter: (&str, Value)) -> Result<Vec<String>, Error> {
    let operand = json!({"filter_name": filter.0, "filter_value": filter.1});
    let mut body = json!({"query": {"operator": "AND", "operands": [operand]}});
    let (list, key) = match id {
        "search_users" => ("results", "user_id"),
        "search_organizations" => ("organizations", "organization_id"),
        _ => ("members", "member_id"),
    };
    if list == "members" {
        body["organization_ids"] = json!(["o"]);
    }
    let page = call(client, id, json!({"body": body})).await?;
    // An empty list may be left out.
    let items = page[list].as_array().into_iter().flatten();
    Ok(items.map(|item| item[key].as_str().expect("an id").to_owned()).collect())
}

#[tokio::test]
async fn a_search_finds_who_matches_the_query() {
    let mut grace = User::new("u2").email("grace@example.com").status("pending").phone_number("+15005550007");
    (grace.first_name, grace.last_name) = ("Grace".to_owned(), "Hopper".to_owned());
    grace.created_at = "2026-02-01T00:00:00Z".to_owned();
    let grace = grace.unverified("grace@example.com").unverified("+15005550007");
    let seed = Seed::new()
        .user(User::new("u1").email("ada@example.com").external_id("employee-1").phone_number("+15005550006"))
        .user(grace)
        .organization(Organization::new("o").slug("o-slug"))
        .member("o", Member::new("m1").email("ada@example.com"))
        .member("o", Member::new("m2").email("grace@example.com").status("invited"))
        .member("o", Member::new("m3").status("deleted"))
        .member("p", "m4");
    let (_sandbox, client) = start(seed).await;
    for (id, name, value, expected) in [
        ("search_users", "user_id", json!(["u2", "u3"]), &["u2"][..]),
        ("search_users", "status", json!("active"), &["u1"]),
        ("search_users", "email_address", json!(["grace@example.com"]), &["u2"]),
        ("search_users", "email_address_fuzzy", json!("EXAMPLE"), &["u1", "u2"]),
        ("search_users", "created_at_greater_than", json!("2025-12-31T23:59:59Z"), &["u1", "u2"]),
        ("search_users", "created_at_greater_than", json!("2026-01-01T00:00:00Z"), &["u2"]),
        ("search_users", "created_at_less_than", json!("2026-02-01T00:00:00Z"), &["u1"]),
        ("search_users", "created_at_less_than", json!("2026-02-01T00:00:01Z"), &["u1", "u2"]),
        (
            "search_users",
            "created_at_between",
            between("2025-12-31T00:00:00Z", "2026-01-31T00:00:00Z"),
            &["u1"],
        ),
        ("search_users", "created_at_between", between("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), &[]),
        (
            "search_users",
            "created_at_between",
            between("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
            &["u2"],
        ),
        ("search_users", "full_name_fuzzy", json!("ace hop"), &["u2"]),
        ("search_users", "email_verified", json!(true), &["u1"]),
        ("search_users", "email_verified", json!(false), &["u2"]),
        ("search_users", "phone_number", json!(["+15005550006"]), &["u1"]),
        ("search_users", "phone_number_fuzzy", json!("0007"), &["u2"]),
        ("search_users", "phone_verified", json!(true), &["u1"]),
        ("search_users", "phone_verified", json!(false), &["u2"]),
        ("search_users", "phone_id", json!(["phone-number-u2-1"]), &["u2"]),
        ("search_users", "created_at_greater_than", json!("2026-01-01T01:00:00+02:00"), &["u1", "u2"]),
        ("search_users", "created_at_greater_than", json!("2026-01-01T00:00:00.5Z"), &["u2"]),
        ("search_organizations", "organization_slugs", json!(["o-slug", "p"]), &["o", "p"]),
        ("search_organizations", "organization_ids", json!(["p"]), &["p"]),
        ("search_members", "member_emails", json!(["ada@example.com"]), &["m1"]),
        ("search_members", "statuses", json!(["deleted", "invited"]), &["m2", "m3"]),
        ("search_members", "member_ids", json!(["m1", "m3", "m4"]), &["m1"]),
    ] {
        assert_eq!(found(&client, id, (name, value)).await.expect("a page"), expected, "{id} {name}");
    }
    let error =
        found(&client, "search_users", ("shoe_size", json!("seven"))).await.expect_err("no such filter");
    assert!(error.to_string().contains("shoe_size"), "{error}");
    let body = json!({"query": {"operator": "OR", "operands": []}});
    let error = call(&client, "search_users", json!({"body": body})).await.expect_err("unsupported");
    assert_eq!(error.error_type(), Some("bad_request"));
    let error = call(&client, "search_members", json!({"body": {"organization_ids": []}})).await;
    assert!(error.expect_err("nobody's Members").to_string().contains("organization_ids"));
}

#[tokio::test]
async fn a_filter_is_checked_even_if_there_is_nobody() {
    let (_sandbox, client) = start(Seed::new().organization("o")).await;
    for (id, name, value, expected) in [
        ("search_users", "shoe_size", json!("seven"), "operands[0].filter_name: the sandbox has no filter"),
        ("search_users", "user_id", json!("u"), "operands[0].filter_value: `user_id` takes an array"),
        ("search_users", "status", json!(["active"]), "`status` takes a string"),
        ("search_users", "email_address_fuzzy", json!("ex"), "at least 3 characters"),
        ("search_users", "created_at_greater_than", json!("yesterday"), "RFC 3339"),
        ("search_users", "created_at_less_than", json!(1), "RFC 3339"),
        (
            "search_users",
            "created_at_between",
            json!("2026-01-01T00:00:00Z"),
            "`greater_than` and `less_than`",
        ),
        (
            "search_users",
            "created_at_between",
            json!({"greater_than": "2026-01-01T00:00:00Z"}),
            "an object with",
        ),
        ("search_users", "email_verified", json!("true"), "takes true or false"),
        ("search_users", "phone_number", json!("+15005550006"), "takes an array of strings"),
        ("search_users", "full_name_fuzzy", json!("ad"), "at least 3 characters"),
        ("search_organizations", "organization_ids", json!("o"), "takes an array of strings"),
        ("search_members", "statuses", json!("deleted"), "takes an array of strings"),
    ] {
        let error = found(&client, id, (name, value)).await.expect_err(name);
        assert_eq!(error.error_type(), Some("bad_request"), "{name}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn an_organization_that_is_named_twice_has_its_members_once() {
    let seed = Seed::new().organization(Organization::new("o").slug("o-slug")).member("o", "m");
    let (_sandbox, client) = start(seed).await;
    let names = ["o", "o-slug"].map(str::to_owned);
    let page = client.search_members().body_map(|body| body.organization_ids(names)).await.expect("a page");
    assert_eq!(page.members.len(), 1);
}

#[tokio::test]
async fn everybody_is_found_page_by_page() {
    let (_sandbox, client) =
        start(Seed::new().generate(Generate::new(1).users(2_500).organizations(1, 250))).await;
    let users: Vec<_> = client.search_users().stream().try_collect().await.expect("pages");
    assert_eq!(users.len(), 2_500);
    assert_eq!(users.last().expect("a User").user_id, "user-2500");
    let members = client.search_members().body_map(|body| body.organization_ids(["organization-1"]));
    let members: Vec<_> = members.stream().try_collect().await.expect("pages");
    assert_eq!(members.len(), 250);
}

#[tokio::test]
async fn somebody_is_found_by_each_of_their_names() {
    let seed = Seed::new()
        .user(User::new("u").external_id("u-external").email("u@example.com"))
        .organization(Organization::new("o").slug("o-slug"))
        .member("o", Member::new("m").external_id("m-external").email("m@example.com"));
    let (_sandbox, client) = start(seed).await;
    let user = client.get_user().user_id("u-external").await.expect("a User");
    assert_eq!((&*user.user_id, user.emails[0].email.as_deref()), ("u", Some("u@example.com")));
    let organization = client.get_organization().organization_id("o-slug").await.expect("an Organization");
    assert_eq!(organization.organization.organization_id, "o");
    let by = || client.get_member().organization_id("o");
    assert_eq!(by().member_id("m-external").await.expect("a Member").member.member_id, "m");
    assert_eq!(by().email_address("m@example.com").await.expect("a Member").member.member_id, "m");
    for (call, expected) in [
        (by(), "bad_request"),
        (by().member_id("m").email_address("m@example.com"), "bad_request"),
        (by().member_id("nobody"), "member_not_found"),
    ] {
        assert_eq!(call.await.expect_err("nobody").error_type(), Some(expected));
    }
    let error = client.get_user().user_id("nobody").await.expect_err("nobody");
    assert_eq!(error.error_type(), Some("user_not_found"));
    let error = client.get_organization().organization_id("nowhere").await.expect_err("nowhere");
    assert_eq!(error.error_type(), Some("organization_not_found"));
}

#[tokio::test]
async fn a_session_searches_only_its_own_organization() {
    let seed = Seed::new().member("o", "m").member("p", "n").session(Session::new("session", ("o", "m")));
    let (_sandbox, client) = start(seed).await;
    let client = client.with_member_session(MemberSession::token("session"));
    let search = |organizations: &[&str]| {
        let organizations: Vec<String> = organizations.iter().map(|id| (*id).to_owned()).collect();
        client.search_members().body_map(|body| body.organization_ids(organizations))
    };
    assert_eq!(search(&["o"]).await.expect("permitted").members.len(), 1);
    let error = search(&["o", "p"]).await.expect_err("another Organization");
    assert_eq!(error.error_type(), Some("session_authorization_tenancy_error"));
}

#[tokio::test]
async fn a_query_that_lacks_something_finds_everybody() {
    let (sandbox, _client) = start(Seed::new().user("u").user("v").member("o", "m")).await;
    for (path, list, found) in [
        ("users/search", "results", 2),
        ("b2b/organizations/search", "organizations", 1),
        ("b2b/organizations/members/search", "members", 1),
    ] {
        let search = async |query: Value| {
            let body = json!({"organization_ids": ["o"], "query": query});
            let request = crate::support::plain_http().post(format!("{}/v1/{path}", sandbox.url()));
            let project = (Sandbox::PROJECT_ID, Some(Sandbox::SECRET));
            let request = request.basic_auth(project.0, project.1).body(body.to_string());
            request.send().await.expect("a response").json::<Value>().await.expect("JSON")
        };
        for query in [
            json!({}),
            json!(null),
            json!({"operator": "AND"}),
            json!({"operands": []}),
            json!({"operator": "AND", "operands": []}),
            json!({"operator": null, "operands": null}),
        ] {
            let page = search(query.clone()).await;
            assert_eq!(page[list].as_array().map(Vec::len), Some(found), "{path} {query}: {page}");
        }
        for query in [json!([]), json!("AND"), json!({"operands": 5}), json!({"operator": "NOR"})] {
            let page = search(query.clone()).await;
            assert_eq!(page["error_type"], "bad_request", "{path} {query}");
        }
    }
}
