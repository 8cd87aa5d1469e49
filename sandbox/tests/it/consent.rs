//! When a person has to be asked, and the page that stands in for the one that asks.

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::{Response, Url};
use stytch_connected_apps_sandbox::{App, Organization, Sandbox, Seed};

use crate::oauth::{Client, claims};
use crate::support::{CALLBACK, plain_http, start};

/// Whether a User has to be asked for these scopes, separated by spaces.
async fn is_asked(sandbox: &Sandbox, app: &str, scopes: &str, prompt: Option<&str>) -> bool {
    let mut body = json!({
        "client_id": app,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scopes": scopes.split(' ').collect::<Vec<_>>(),
        "user_id": "u",
    });
    if let Some(prompt) = prompt {
        body["prompt"] = prompt.into();
    }
    let request = plain_http().post(format!("{}/v1/idp/oauth/authorize/start", sandbox.url()));
    let request = request.basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET)).body(body.to_string());
    let body: Value = request.send().await.expect("a response").json().await.expect("JSON");
    body["consent_required"].as_bool().expect("a flag")
}

fn app(id: &str, client_type: &str) -> App {
    App::new(id).client_type(client_type).redirect_url(CALLBACK)
}

#[tokio::test]
async fn a_third_party_app_has_consent_for_the_scopes_that_were_granted_last_and_no_others() {
    let (sandbox, client) = start(Seed::new().user("u").app(app("third", "third_party"))).await;
    let is_asked = async |scopes| is_asked(&sandbox, "third", scopes, None).await;
    assert!(is_asked("openid email").await, "nothing was granted");
    sandbox.consent("u", "third").scopes("openid email").tokens();
    assert!(!is_asked("openid email").await);
    assert!(!is_asked("email openid").await, "in another order");
    assert!(is_asked("openid").await, "fewer");
    assert!(is_asked("openid email profile").await, "more");
    assert!(is_asked("openid profile").await, "others");
    sandbox.consent("u", "third").scopes("openid").tokens();
    assert!(!is_asked("openid").await);
    assert!(is_asked("openid email").await, "what was granted before");
    client.revoke_user_connected_app().user_id("u").connected_app_id("third").await.expect("revoked");
    assert!(is_asked("openid").await, "revoked");
}

#[tokio::test]
async fn a_first_party_app_is_trusted_until_its_grant_is_revoked() {
    let mut may_skip = app("may-skip", "first_party");
    may_skip.bypass_consent_for_offline_access = true;
    let seed = Seed::new().user("u").app(app("first", "first_party")).app(may_skip);
    let (sandbox, client) = start(seed).await;
    assert!(!is_asked(&sandbox, "first", "openid email", None).await);
    assert!(is_asked(&sandbox, "first", "openid", Some("consent")).await);
    assert!(is_asked(&sandbox, "first", "openid offline_access", None).await);
    assert!(!is_asked(&sandbox, "may-skip", "openid offline_access", None).await);
    sandbox.consent("u", "first").scopes("openid").tokens();
    assert!(!is_asked(&sandbox, "first", "openid email", None).await, "more");
    client.revoke_user_connected_app().user_id("u").connected_app_id("first").await.expect("revoked");
    assert!(is_asked(&sandbox, "first", "openid", None).await, "revoked");
    sandbox.consent("u", "first").scopes("openid").tokens();
    assert!(!is_asked(&sandbox, "first", "openid", None).await, "granted anew");
}

const REQUEST: [(&str, &str); 5] = [
    ("client_id", "a"),
    ("redirect_uri", CALLBACK),
    ("response_type", "code"),
    ("scope", "openid  email"),
    ("state", "a b&c"),
];

fn redirect(response: &Response) -> Vec<(String, String)> {
    assert_eq!(response.status(), 302);
    let url = Url::parse(response.headers()["location"].to_str().expect("a URL")).expect("a URL");
    assert!(url.as_str().starts_with(CALLBACK), "{url}");
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn the_consent_page_redirects_with_a_code_or_a_denial() {
    let seed = Seed::new().user("u").member("o", "m").app(app("a", "third_party")).authorize_as("u");
    let (sandbox, _client) = start(seed).await;
    let client = Client::new(&sandbox);
    let parameters = redirect(&client.authorize(&REQUEST).await);
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert_eq!(
        (value(&parameters, "state"), value(&parameters, "iss")),
        (Some("a b&c"), Some(&*sandbox.url()))
    );
    sandbox.assert_grants("u", ["a"]);
    sandbox.assert_grants(("o", "m"), []);
    redirect(
        &client
            .authorize(&[&REQUEST[..], &[("person", "o/m"), ("resource", "r"), ("resource", "s")]].concat())
            .await,
    );
    sandbox.assert_grants(("o", "m"), ["a"]);

    sandbox.reset();
    let parameters = redirect(&client.authorize(&[&REQUEST[..], &[("deny", "")]].concat()).await);
    assert_eq!((value(&parameters, "error"), value(&parameters, "code")), (Some("access_denied"), None));
    assert_eq!(value(&parameters, "state"), Some("a b&c"));
    sandbox.assert_grants("u", []);
}

#[tokio::test]
async fn the_consent_page_asks_for_whom_unless_it_can_know() {
    let with = async |seed: Seed, person: Option<&str>| {
        let (sandbox, _client) = start(seed.app(app("a", "first_party"))).await;
        let more: Vec<(&str, &str)> = person.map(|person| ("person", person)).into_iter().collect();
        let parameters = redirect(&Client::new(&sandbox).authorize(&[&REQUEST[..], &more].concat()).await);
        let error = value(&parameters, "error_description").unwrap_or_default().to_owned();
        (value(&parameters, "code").is_some(), error)
    };
    assert!(with(Seed::new().user("only"), None).await.0);
    assert!(with(Seed::new().member("o", "only"), None).await.0);
    assert!(with(Seed::new().user("u").user("v").authorize_as("v"), None).await.0);
    for seed in [Seed::new(), Seed::new().user("u").user("v"), Seed::new().user("u").member("o", "m")] {
        let (_, error) = with(seed, None).await;
        assert!(error.contains("authorize_as"), "{error}");
    }
    assert_eq!(with(Seed::new().user("u"), Some("nobody")).await, (false, "user_not_found".to_owned()));
    assert_eq!(
        with(Seed::new().member("o", "m"), Some("o/nobody")).await,
        (false, "member_not_found".to_owned())
    );
    let policy = Organization::new("o");
    let mut closed = Seed::new().organization(policy).member("o", "m");
    closed.organizations[0].first_party_connected_apps_allowed_type = "NOT_ALLOWED".to_owned();
    assert!(!with(closed, None).await.0);
}

#[tokio::test]
async fn a_wrong_authorization_request_redirects_with_its_error_if_it_can() {
    let public = app("public", "third_party_public");
    let (sandbox, _client) = start(Seed::new().user("u").app(app("a", "first_party")).app(public)).await;
    let client = Client::new(&sandbox);
    let with = |name: &'static str, value: &'static str| {
        let mut request = REQUEST.to_vec();
        request.retain(|(other, _)| *other != name);
        request.extend(Some((name, value)).filter(|(_, value)| !value.is_empty()));
        request
    };
    for (name, value) in [
        ("client_id", "nobody"),
        ("client_id", ""),
        ("redirect_uri", "https://evil.example"),
        ("redirect_uri", ""),
    ] {
        let response = client.authorize(&with(name, value)).await;
        assert_eq!(response.status(), 400, "{name}: {value}");
        assert!(!response.headers().contains_key("location"));
    }
    let twice = [&REQUEST[..], &[("state", "another")]].concat();
    assert_eq!(client.authorize(&twice).await.status(), 400);
    for (name, given, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("client_id", "public", "invalid_request"),
        ("code_challenge", "without-a-method", "invalid_request"),
    ] {
        let parameters = redirect(&client.authorize(&with(name, given)).await);
        assert_eq!(value(&parameters, "error"), Some(error), "{name}: {given}");
        assert_eq!(value(&parameters, "state"), Some("a b&c"));
        assert_eq!(value(&parameters, "code"), None);
        assert_eq!(value(&parameters, "iss"), Some(&*sandbox.url()));
    }
    sandbox.assert_grants("u", []);
}

#[tokio::test]
async fn a_page_of_another_origin_may_only_navigate_to_the_consent_page() {
    let (sandbox, _client) = start(Seed::new().user("u").app(app("a", "first_party"))).await;
    let url =
        Url::parse_with_params(&format!("{}/_sandbox/authorize", sandbox.url()), REQUEST).expect("a URL");
    let status = async |headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(plain_http().get(url.clone()), |request, (name, value)| request.header(*name, *value));
        request.send().await.expect("a response").status().as_u16()
    };
    let cross = ("sec-fetch-site", "cross-site");
    let (navigation, document) = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"));
    assert_eq!(status(&[cross, navigation, document]).await, 302);
    assert_eq!(status(&[cross, navigation, document, ("origin", "null")]).await, 302);
    assert_eq!(status(&[cross, navigation, ("sec-fetch-dest", "iframe")]).await, 403);
    assert_eq!(status(&[cross, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]).await, 403);
    assert_eq!(status(&[cross, ("sec-fetch-mode", "cors"), ("origin", "https://evil.example")]).await, 403);
    assert_eq!(status(&[("origin", "https://evil.example")]).await, 403);
    assert_eq!(status(&[cross, navigation, document, ("host", "evil.example")]).await, 403);
    // No other route is a page.
    let seed = plain_http().get(format!("{}/_sandbox/seed", sandbox.url()));
    let seed = [cross, navigation, document]
        .into_iter()
        .fold(seed, |request, (name, value)| request.header(name, value));
    assert_eq!(seed.send().await.expect("a response").status(), 403);
}

#[tokio::test]
async fn any_client_finds_its_way_from_the_metadata() {
    let (sandbox, api) = start(Seed::new().user("u").app(app("a", "first_party"))).await;
    let client = Client::new(&sandbox);
    let below = format!("/v1/public/{}", Sandbox::PROJECT_ID);
    let mut all = Vec::new();
    for name in ["oauth-authorization-server", "openid-configuration"] {
        for path in [
            format!("/.well-known/{name}"),
            format!("{below}/.well-known/{name}"),
            format!("/.well-known/{name}{below}"),
        ] {
            let mut metadata = client.get(&path).await;
            metadata["request_id"].take();
            all.push(metadata);
        }
    }
    let metadata = all.pop().expect("one of them");
    assert!(all.iter().all(|other| *other == metadata));
    assert_eq!(metadata["issuer"], sandbox.url());
    assert!(metadata.get("registration_endpoint").is_none());
    assert_eq!(api.get_authorization_server_metadata().await.expect("metadata").issuer, sandbox.url());
    let path = |name: &str| {
        let url = metadata[name].as_str().expect("a URL");
        url.strip_prefix(&sandbox.url()).expect("the sandbox's own").to_owned()
    };
    assert_eq!(path("authorization_endpoint"), "/_sandbox/authorize");
    assert_eq!(client.get(&path("jwks_uri")).await["keys"].as_array().map(Vec::len), Some(1));
    for endpoint in ["token_endpoint", "introspection_endpoint", "revocation_endpoint"] {
        let (status, body) = client.post(&path(endpoint), &[("client_id", "nobody"), ("token", "t")]).await;
        assert_eq!((status, &body["error"]), (401, &"invalid_client".into()), "{endpoint}");
    }
    // The issuer is the name by which a client reaches the sandbox.
    let (_, port) = sandbox
        .url()
        .rsplit_once(':')
        .map(|(host, port)| (host.to_owned(), port.to_owned()))
        .expect("a port");
    let named = |host: &str| {
        plain_http()
            .get(format!("{}/.well-known/openid-configuration", sandbox.url()))
            .header("host", host.to_owned())
    };
    for (host, issuer) in [
        (format!("localhost:{port}"), format!("http://localhost:{port}")),
        ("evil.example".to_owned(), sandbox.url()),
    ] {
        let metadata: Value = named(&host).send().await.expect("a response").json().await.expect("JSON");
        assert_eq!(metadata["issuer"], issuer, "{host}");
    }
}

#[tokio::test]
async fn apps_register_themselves_if_the_seed_lets_them() {
    let (sandbox, _client) = start(Seed::new().user("u")).await;
    let post = async |sandbox: &Sandbox, body: &Value| {
        let request = plain_http().post(format!("{}/v1/oauth2/register", sandbox.url()));
        let response = request.header("content-type", "application/json").body(body.to_string()).send().await;
        let response = response.expect("a response");
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON"))
    };
    let public = json!({
        "client_name": "An MCP client",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    });
    let (status, body) = post(&sandbox, &public).await;
    assert_eq!((status, &body["error"]), (403, &"dynamic_client_registration_not_enabled".into()));

    let (sandbox, api) = start(Seed::new().user("u").dynamic_registration()).await;
    let client = Client::new(&sandbox);
    let metadata = client.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(metadata["registration_endpoint"], format!("{}/v1/oauth2/register", sandbox.url()));
    let register = async |body: &Value| post(&sandbox, body).await;
    let (status, first) = register(&public).await;
    assert_eq!((status, &first["status_code"]), (201, &201.into()));
    assert!(first.get("client_secret").is_none());
    let id = first["client_id"].as_str().expect("an id");
    assert_eq!(register(&public).await.1["client_id"], id, "identical metadata");
    let mut other = public.clone();
    other["client_name"] = "Another".into();
    assert_ne!(register(&other).await.1["client_id"], id);
    let app = api.get_connected_app_client().client_id(id).await.expect("an app").connected_app;
    assert_eq!(
        (app.client_type.as_str(), app.creation_method.as_deref()),
        ("third_party_public", Some("dynamic_client_registration"))
    );
    let code = client.code(id, "u", "openid", &[]).await;
    let (_, tokens) = client.post("/v1/oauth2/token", &client.exchange(id, &code)).await;
    assert_eq!(claims(tokens["access_token"].as_str().expect("a token"))["client_id"], id);

    let confidential = json!({"redirect_uris": [CALLBACK]});
    let (one, two) = (register(&confidential).await.1, register(&confidential).await.1);
    assert_ne!(one["client_id"], two["client_id"], "confidential apps are never the same");
    assert_eq!(
        (one["client_secret"].as_str().map(str::len), &one["client_secret_expires_at"]),
        (Some(44), &0.into())
    );
    for (wrong, error) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["nowhere"]}), "invalid_redirect_uri"),
        (
            json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt"}),
            "invalid_client_metadata",
        ),
        (
            json!({"redirect_uris": [CALLBACK], "grant_types": ["client_credentials"]}),
            "invalid_client_metadata",
        ),
        (json!({"redirect_uris": [CALLBACK], "logo_uri": "nowhere"}), "invalid_client_metadata"),
        (json!([]), "invalid_request"),
    ] {
        let (status, body) = register(&wrong).await;
        assert_eq!((status, &body["error"]), (400, &error.into()), "{wrong}");
    }
}
