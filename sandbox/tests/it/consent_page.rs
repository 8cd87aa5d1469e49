//! The page that stands in for the one on which people consent.

use stytch_connected_apps::reqwest::{Response, Url};
use stytch_connected_apps_sandbox::{App, Organization, Seed};

use crate::oauth::Client;
use crate::support::{CALLBACK, plain_http, start};

fn app(id: &str, client_type: &str) -> App {
    App::new(id).client_type(client_type).redirect_url(CALLBACK)
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
