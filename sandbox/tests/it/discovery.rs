//! How a client finds the authorization server's endpoints, and becomes an app.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Sandbox, Seed};

use crate::oauth::{Client, claims};
use crate::support::{CALLBACK, plain_http, start};

#[tokio::test]
async fn any_client_finds_its_way_from_the_metadata() {
    let (sandbox, api) = start(Seed::new().user("u").app(App::new("a").redirect_url(CALLBACK))).await;
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
