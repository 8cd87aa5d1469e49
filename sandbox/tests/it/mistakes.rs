//! What the sandbox's own API says about mistakes.

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::Method;
use stytch_connected_apps_sandbox::{Sandbox, Seed};

use crate::support::plain_http;
use crate::support::{apps, start};

/// The status and the message of the response to a request without credentials.
async fn ask(sandbox: &Sandbox, method: Method, path: &str, body: String) -> (u16, String) {
    let request = plain_http().request(method, format!("{}/_sandbox{path}", sandbox.url()));
    let request = request.header("content-type", "application/json").body(body);
    let response = request.send().await.expect("a response");
    let status = response.status().as_u16();
    let error: Value = response.json().await.expect("JSON");
    (status, error["error_message"].as_str().expect("a message").to_owned())
}

/// Checks that each body is a bad request with a message that contains the text, and changes nothing.
async fn assert_refused(method: Method, path: &str, cases: impl IntoIterator<Item = (Value, &str)>) {
    let (sandbox, client) = start(Seed::new().grant("u", "a", "openid")).await;
    for (body, expected) in cases {
        let (status, message) = ask(&sandbox, method.clone(), path, body.to_string()).await;
        assert_eq!(status, 400, "{body}");
        assert!(message.contains(expected), "{body}: {message}");
    }
    assert_eq!(apps(&client, "u").await.len(), 1);
}

#[tokio::test]
async fn a_seed_with_a_mistake_is_refused() {
    let organization = |fields: Value| {
        let mut organization = json!({"organization_id": "o"});
        organization
            .as_object_mut()
            .expect("an object")
            .extend(fields.as_object().expect("an object").clone());
        json!({"organizations": [{"organization_id": "n"}, organization]})
    };
    let grants = |grants: Value| json!({"users": [{"user_id": "v"}, {"user_id": "u", "grants": grants}]});
    assert_refused(Method::PUT, "/seed", [
        (Value::Null, "invalid type: null, expected an object"),
        (json!([]), "invalid type: array, expected an object"),
        (json!({"users": {}}), "users: invalid type: object, expected an array"),
        (json!({"users": [["u"]]}), "users[0]: invalid type: array, expected an object"),
        (json!({"users": [{"id": "u"}]}), "users[0].id: unknown field `id`"),
        (json!({"users": [{}]}), "users[0].user_id: missing or empty"),
        (json!({"users": [{"user_id": "u"}, {"user_id": "u"}]}), "users[1].user_id: `u` appears twice"),
        (
            json!({"users": [{"user_id": "u", "external_id": "e"}, {"user_id": "v", "external_id": "e"}]}),
            "users[1].external_id: `e` appears twice",
        ),
        (json!({"users": [{"user_id": "u", "external_id": ""}]}), "users[0].external_id: missing or empty"),
        (json!({"users": [{"user_id": "u", "created_at": "today"}]}), "users[0].created_at: `today` is not"),
        (grants(json!([{"app": "a"}, {"app": ""}])), "users[1].grants[1].app: missing or empty"),
        (grants(json!([{"app": "a"}, {"app": "a"}])), "users[1].grants[1].app: `a` appears twice"),
        (grants(json!([{"scopes": "a"}])), "users[1].grants[0]: missing field `app`"),
        (organization(json!({"organization_slug": "s", "members": [{"member_id": "m"}, {}]})),
            "organizations[1].members[1].member_id: missing or empty"),
        (organization(json!({"first_party_connected_apps_allowed_type": "RESTRICT"})),
            "organizations[1].first_party_connected_apps_allowed_type: `RESTRICT` is not one of ALL_ALLOWED"),
        (json!({"organizations": [
            {"organization_id": "o", "organization_slug": "s"}, {"organization_id": "p", "organization_slug": "s"},
        ]}), "organizations[1].organization_slug: `s` appears twice"),
        (json!({"organizations": [
            {"organization_id": "o"}, {"organization_id": "p", "organization_slug": "o"},
        ]}), "organizations[1].organization_slug: `o` is also organizations[0].organization_id"),
        (json!({"organizations": [
            {"organization_id": "o", "organization_external_id": "e"}, {"organization_id": "e"},
        ]}), "organizations[1].organization_id: `e` is also organizations[0].organization_external_id"),
        (json!({"users": [{"user_id": "u", "external_id": "v"}, {"user_id": "v"}]}),
            "users[1].user_id: `v` is also users[0].external_id"),
        (json!({"sessions": [{"token": "", "person": "u"}]}), "sessions[0].token: must not be empty"),
        (json!({"sessions": [{"token": "t", "person": "u"}]}), "sessions[0].person: the User `u` is not in the seed"),
        (json!({"sessions": [{"token": "t", "person": {"organization": "o", "member": "m"}}]}),
            "sessions[0].person: the Member `m` of `o` is not in the seed"),
        (json!({"sessions": [{"token": "t", "person": {"organization": "o"}}]}),
            "sessions[0].person: expected a User's id, or an object with `organization` and `member`"),
        (json!({"users": [{"user_id": "u"}], "sessions": [
            {"token": "t", "person": "u"}, {"token": "t", "person": "u"},
        ]}), "sessions[1].token: another session has the same token"),
        (json!({"generate": {"users": -1}}), "generate.users: invalid value: integer `-1`, expected an integer that is"),
        (json!({"generate": {"users": 4_000_000_000_u32}}), "generate: 4000000000 people"),
        (json!({"generate": {"organizations": u64::MAX, "members": u64::MAX}}), "at most 5000000 can be generated"),
        (json!({"generate": {"grants": 1_000_000}}), "1000000 grants of each person"),
        (json!({"generate": {"users": 5_000_000, "grants": 1_000}}), "5000000000 grants; at most"),
    ]).await;
}

#[tokio::test]
async fn a_seed_is_refused_where_the_api_would_refuse_it() {
    let app = |fields: Value| {
        let mut app = json!({"client_id": "a"});
        app.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        json!({"apps": [app]})
    };
    let user = |field: &str, value: Value| json!({"users": [{"user_id": "u", field: value}]});
    let member = |field: &str, value: Value| json!({"organizations": [{"organization_id": "o", "members": [{"member_id": "m", field: value}]}]});
    let session = |fields: Value| {
        let mut session = json!({"token": "t", "person": "u"});
        session.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        json!({"users": [{"user_id": "u"}], "sessions": [session]})
    };
    let expiry = "apps[0].access_token_expiry_minutes: ";
    assert_refused(
        Method::PUT,
        "/seed",
        [
            (app(json!({"access_token_expiry_minutes": i64::MIN})), expiry),
            (app(json!({"access_token_expiry_minutes": 0})), expiry),
            (app(json!({"access_token_expiry_minutes": 2_147_483_648_i64})), expiry),
            (app(json!({"client_type": ""})), "apps[0].client_type: must not be empty"),
            (app(json!({"status": " "})), "apps[0].status: must not be empty"),
            (app(json!({"creation_method": ""})), "apps[0].creation_method: must not be empty"),
            (app(json!({"client_secret": ""})), "apps[0].client_secret: must not be empty"),
            (app(json!({"next_client_secret": ""})), "apps[0].next_client_secret: must not be empty"),
            (
                app(json!({"client_type": "third_party_public", "client_secret": "s"})),
                "a public app has no secret",
            ),
            (
                app(json!({"redirect_urls": ["https://a.example", "none"]})),
                "apps[0].redirect_urls[1]: `none` is not a URL to redirect to",
            ),
            (
                app(json!({"redirect_urls": ["javascript:alert(1)"]})),
                "apps[0].redirect_urls[0]: `javascript:alert(1)` is not a URL to redirect to",
            ),
            (app(json!({"redirect_urls": ["https://a.example#b"]})), "apps[0].redirect_urls[0]: `https"),
            (
                app(json!({"redirect_urls": ["com.example.app:/callback", "data:text/html,a"]})),
                "apps[0].redirect_urls[1]",
            ),
            (app(json!({"redirect_urls": [" https://a.example"]})), "apps[0].redirect_urls[0]: ` https"),
            (
                app(json!({"post_logout_redirect_urls": ["/goodbye"]})),
                "apps[0].post_logout_redirect_urls[0]: `/goodbye`",
            ),
            (app(json!({"logo_url": "logo.png"})), "apps[0].logo_url: `logo.png` is not a URL"),
            (app(json!({"client_id_metadata_url": ""})), "apps[0].client_id_metadata_url: `` is not a URL"),
            (
                app(json!({"access_token_template_content": "[]"})),
                "apps[0].access_token_template_content: not a JSON object",
            ),
            (
                app(json!({"access_token_custom_audience": ""})),
                "apps[0].access_token_custom_audience: must not be empty",
            ),
            (
                app(json!({"client_type": "third_party", "full_access_allowed": true})),
                "apps[0].full_access_allowed: only",
            ),
            (
                app(json!({"client_type": "third_party", "bypass_consent_for_offline_access": true})),
                "bypass consent",
            ),
            (user("status", json!("")), "users[0].status: must not be empty"),
            (
                user("emails", json!(["u@example.com", "u"])),
                "users[0].emails[1]: `u` is not an email address",
            ),
            (
                user("grants", json!([{"app": "a", "scopes": "openid\temail"}])),
                "users[0].grants[0].scopes: `openid\\temail`",
            ),
            (user("grants", json!([{"app": "a", "scopes": "openid  email"}])), "users[0].grants[0].scopes: "),
            (member("status", json!("")), "organizations[0].members[0].status: must not be empty"),
            (
                member("email_address", json!("@")),
                "organizations[0].members[0].email_address: `@` is not an email address",
            ),
            (session(json!({"token": "a\nb"})), "sessions[0].token: no header can have it"),
            (session(json!({"actions": [""]})), "sessions[0].actions: an action must not be empty"),
            (session(json!({"apps": [""]})), "sessions[0].apps: an app's id must not be empty"),
            (session(json!({"factors": [" "]})), "sessions[0].factors: a factor must not be empty"),
            (
                session(json!({"factors": []})),
                "sessions[0].factors: a session has at least one factor or app",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_script_with_a_mistake_is_refused() {
    let list = "get_user_connected_apps";
    let respond = |response: Value| json!({"operation": list, "respond": response});
    assert_refused(
        Method::POST,
        "/on",
        [
            (json!({"operation": list, "nth": 0, "stall": true}), "nth: must be at least 1"),
            (
                json!({"operation": "revoke", "stall": true}),
                "operation: the document has no operation `revoke`",
            ),
            (json!({"operation": list}), "set exactly one of"),
            (json!({"operation": list, "stall": true, "disconnect": true}), "set exactly one of"),
            (respond(json!(429)), "respond: invalid type: integer `429`, expected an object"),
            (respond(json!([429])), "respond: invalid type: array, expected an object"),
            (json!([list, null, 1]), "invalid type: array, expected an object"),
            (respond(json!({"status": 99})), "respond.status: 99 is not the status"),
            (respond(json!({"code": 500})), "respond.code: unknown field"),
            (respond(json!({"status": 500, "headers": {"a b": "c"}})), "respond.headers: `a b`"),
            (respond(json!({"status": 500, "headers": {"a": "b\r\nc: d"}})), "respond.headers: `a`"),
            (
                respond(json!({"status": 500, "headers": {"Content-Length": "5"}})),
                "`Content-Length` cannot be set",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_not_one_json_object_is_refused() {
    let (sandbox, client) = start(Seed::new().grant("u", "a", "openid")).await;
    for (body, expected) in [
        ("", "the request has no body"),
        ("{} {}", "trailing characters"),
        (r#"{"users": [], "users": []}"#, "duplicate field `users`"),
        (&format!("{{\"users\": {}", "[".repeat(100_000)), "expected an object"),
    ] {
        let (status, message) = ask(&sandbox, Method::PUT, "/seed", body.to_owned()).await;
        assert_eq!(status, 400, "{message}");
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(apps(&client, "u").await.len(), 1);
}

#[tokio::test]
async fn a_mistaken_request_says_what_there_is() {
    let (sandbox, _client) = start(Seed::new()).await;
    for (method, path, status, expected) in [
        (Method::GET, "/elsewhere", 404, "/_sandbox/openapi.yaml"),
        (Method::GET, "", 404, "/_sandbox/openapi.yaml"),
        (Method::POST, "/seed", 405, "GET, PUT"),
        (Method::GET, "/reset", 405, "POST"),
        (Method::GET, "/requests?operation=revoke", 400, "no operation `revoke`"),
        (Method::GET, "/requests?opration=revoke", 400, "opration: unknown parameter"),
    ] {
        let response = ask(&sandbox, method, path, String::new()).await;
        assert_eq!(response.0, status, "{path}");
        assert!(response.1.contains(expected), "{path}: {}", response.1);
    }
}

#[tokio::test]
async fn there_is_a_limit_to_scripts() {
    let (sandbox, _client) = start(Seed::new()).await;
    for _ in 0..10_000 {
        sandbox.on("get_user").stall();
    }
    let script = json!({"operation": "get_user", "stall": true}).to_string();
    let (status, message) = ask(&sandbox, Method::POST, "/on", script).await;
    assert_eq!(status, 400);
    assert!(message.contains("reset the sandbox"), "{message}");
}
