//! Tokens that are refused, each with its error, and those that are not.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};
use stytch_connected_apps::verify::{Algorithm, TokenVerifier, VerifyError};
use stytch_connected_apps::{MemberSession, Secret};

use super::project::{
    APP, KEY, MEMBER, ORGANIZATION, OTHER_KEY, PROJECT, Project, changed, claims, header, jwk, now, signed,
    signed_with, token, with,
};

fn encoded(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

/// A token with a changed header.
fn headed(changes: Value) -> String {
    signed(&changed(header(), changes).to_string(), &claims().to_string(), &KEY)
}

/// A token whose claims have this text inserted.
fn inserted(text: &str) -> String {
    let claims = claims().to_string().replacen('{', &format!("{{{text},"), 1);
    signed(&header().to_string(), &claims, &KEY)
}

/// A token, with one of its parts changed.
fn changed_part(at: usize, change: impl Fn(&str) -> String) -> String {
    let token = token(&claims());
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[at] = change(&parts[at]);
    parts.join(".")
}

/// What the error's `Debug` output begins with, and the token.
fn wrong_tokens() -> Vec<(&'static str, &'static str, String)> {
    let unsigned =
        |header: Value| format!("{}.{}.", encoded(&header.to_string()), encoded(&claims().to_string()));
    let hmac = {
        // The public key as the secret of an HMAC, which a library that trusts the header accepts.
        let public = jwk("key-1", &KEY)["n"].as_str().expect("a string").to_owned();
        let message = format!(
            "{}.{}",
            encoded(&changed(header(), json!({"alg": "HS256"})).to_string()),
            encoded(&claims().to_string())
        );
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public.as_bytes());
        let tag = ring::hmac::sign(&key, message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag))
    };
    let now = now();
    vec![
        ("no token", "Malformed", String::new()),
        ("a refresh token", "Kind(Opaque)", "Zf2mNQ0pCqV1mY7cQ3nL8xR5tWk9uJb4".to_owned()),
        ("two parts", "Malformed", "a.b".to_owned()),
        ("four parts", "Malformed", format!("{}.x", token(&claims()))),
        ("an encrypted token", "Malformed", "a.b.c.d.e".to_owned()),
        ("only dots", "Malformed", "..".to_owned()),
        ("a megabyte", "TooLong", "a.".repeat(500_000)),
        ("17 KiB that are signed", "TooLong", token(&with(json!({"note": "x".repeat(17 * 1024)})))),
        ("the scheme before it", "Malformed", format!("Bearer {}", token(&claims()))),
        ("a space after it", "Malformed", format!("{} ", token(&claims()))),
        ("a header that is no base64", "Malformed", changed_part(0, |part| format!("{part}!"))),
        ("a header with padding", "Malformed", changed_part(0, |part| format!("{part}="))),
        ("a header that is no JSON", "Malformed", changed_part(0, |_| encoded("alg: RS256"))),
        ("a header that is a list", "Malformed", changed_part(0, |_| encoded(r#"["RS256"]"#))),
        ("a header with two algorithms", "Malformed", {
            signed(r#"{"alg": "none", "alg": "RS256", "kid": "key-1"}"#, &claims().to_string(), &KEY)
        }),
        ("no algorithm", "Malformed", headed(json!({"alg": null}))),
        ("`none`", "Algorithm", unsigned(json!({"alg": "none", "kid": "key-1"}))),
        ("`None`", "Algorithm", unsigned(json!({"alg": "None", "kid": "key-1"}))),
        ("`none` with a signature", "Algorithm", headed(json!({"alg": "none"}))),
        ("HS256 with the public key", "Algorithm", hmac),
        ("RS384, rightly signed", "Algorithm", signed_with("RS384", &claims())),
        ("PS256, rightly signed", "Algorithm", signed_with("PS256", &claims())),
        ("`rs256`", "Algorithm", headed(json!({"alg": "rs256"}))),
        ("no `kid`", "Malformed", headed(json!({"kid": null}))),
        ("an unknown `kid`", "UnknownKey", headed(json!({"kid": "key-2"}))),
        ("a `kid` that is a path", "UnknownKey", headed(json!({"kid": "../../key-1"}))),
        ("a `kid` that is a number", "Malformed", headed(json!({"kid": 1}))),
        ("`crit`", "Malformed", headed(json!({"crit": ["exp"]}))),
        ("an empty `crit`", "Malformed", headed(json!({"crit": []}))),
        ("the type of another JWT", "Malformed", headed(json!({"typ": "logout+jwt"}))),
        (
            "another key, which it brings",
            "Signature",
            signed(
                &changed(header(), json!({"jwk": jwk("key-1", &OTHER_KEY)})).to_string(),
                &claims().to_string(),
                &OTHER_KEY,
            ),
        ),
        (
            "other claims",
            "Signature",
            changed_part(1, |_| encoded(&with(json!({"sub": "user-2"})).to_string())),
        ),
        ("no signature", "Signature", changed_part(2, |_| String::new())),
        ("half a signature", "Signature", changed_part(2, |part| part[..100].to_owned())),
        ("a signature with padding", "Malformed", changed_part(2, |part| format!("{part}=="))),
        ("a signature in base64", "Malformed", changed_part(2, |part| part.replacen(['-', '_'], "+", 1))),
        ("a signature with loose bits", "Malformed", changed_part(2, |part| format!("{}B", &part[..341]))),
        ("claims that are no JSON", "Malformed", signed(&header().to_string(), "sub", &KEY)),
        ("claims that are a string", "Malformed", signed(&header().to_string(), "\"sub\"", &KEY)),
        ("two subjects", "Malformed", inserted(r#""sub": "user-test-2""#)),
        ("two custom claims of a name", "Malformed", inserted(r#""plan": "free""#)),
        (
            "two roles in a custom claim",
            "Malformed",
            inserted(r#""https://x/y": {"role": "user", "role": "admin"}"#),
        ),
        ("two of a kind in a header", "Malformed", {
            signed(r#"{"alg": "RS256", "kid": "key-1", "x": 1, "x": 2}"#, &claims().to_string(), &KEY)
        }),
        ("two expiries", "Malformed", inserted(r#""exp": 99999999999"#)),
        ("no issuer", "MissingClaim(\"iss\")", token(&with(json!({"iss": null})))),
        ("another project's issuer", "Issuer", token(&with(json!({"iss": "stytch.com/project-test-2"})))),
        ("an issuer with a slash", "Issuer", token(&with(json!({"iss": format!("stytch.com/{PROJECT}/")})))),
        ("an issuer with a scheme", "Issuer", {
            token(&with(json!({"iss": format!("https://stytch.com/{PROJECT}")})))
        }),
        (
            "an issuer that begins like it",
            "Issuer",
            token(&with(json!({"iss": format!("stytch.com/{PROJECT}.evil")}))),
        ),
        ("an empty issuer", "Issuer", token(&with(json!({"iss": ""})))),
        (
            "an issuer that is a list",
            "Malformed",
            token(&with(json!({"iss": [format!("stytch.com/{PROJECT}")]}))),
        ),
        ("no audience", "MissingClaim(\"aud\")", token(&with(json!({"aud": null})))),
        ("an empty list of audiences", "Audience", token(&with(json!({"aud": []})))),
        ("another audience as a string", "Audience", token(&with(json!({"aud": "https://other.example"})))),
        ("another audience in a list", "Audience", token(&with(json!({"aud": ["https://other.example"]})))),
        (
            "an audience that begins like it",
            "Audience",
            token(&with(json!({"aud": [format!("{PROJECT}2")]}))),
        ),
        ("no subject", "MissingClaim(\"sub\")", token(&with(json!({"sub": null})))),
        ("an empty subject", "InvalidClaim(\"sub\")", token(&with(json!({"sub": ""})))),
        ("a subject with a line break", "InvalidClaim(\"sub\")", token(&with(json!({"sub": "user\n"})))),
        ("no app", "MissingClaim(\"client_id\")", token(&with(json!({"client_id": null})))),
        ("no expiry", "MissingClaim(\"exp\")", token(&with(json!({"exp": null})))),
        ("no start", "MissingClaim(\"nbf\")", token(&with(json!({"nbf": null})))),
        ("no time of issue", "MissingClaim(\"iat\")", token(&with(json!({"iat": null})))),
        ("an expiry that is a string", "Malformed", token(&with(json!({"exp": (now + 60).to_string()})))),
        ("an expiry in milliseconds", "InvalidClaim(\"exp\")", token(&with(json!({"exp": now * 1000})))),
        ("a negative time of issue", "InvalidClaim(\"iat\")", token(&with(json!({"iat": -1})))),
        ("an expiry beyond all numbers", "Malformed", inserted(r#""exp": 1e999"#)),
        ("expired by more than the leeway", "Expired", token(&with(json!({"exp": now - 11})))),
        ("valid in 12 s", "NotYetValid", token(&with(json!({"nbf": now + 12})))),
        ("issued in 12 s", "NotYetValid", token(&with(json!({"iat": now + 12})))),
        ("issued more than a day ago", "TooOld", token(&with(json!({"iat": now - 86_412})))),
        ("an ID token", "Kind(IdToken)", {
            token(&with(json!({"aud": [APP], "client_id": null, "scope": null, "nonce": "n"})))
        }),
        ("an ID token with an app in it", "Kind(IdToken)", token(&with(json!({"aud": APP})))),
        (
            "an ID token for this service",
            "Kind(IdToken)",
            token(&with(json!({"client_id": null, "nonce": "n"}))),
        ),
        ("a User's session", "Kind(SessionJwt)", {
            token(&with(json!({"client_id": null, "https://stytch.com/session": {"id": "session-test-1"}})))
        }),
        (
            "a session with an app in it",
            "Kind(SessionJwt)",
            token(&with(json!({"https://stytch.com/session": {}}))),
        ),
        ("a machine's token", "Kind(M2m)", {
            token(&with(json!({"sub": "m2m-client-test-1", "client_id": "m2m-client-test-1"})))
        }),
        ("a machine's token with an id of its own", "Kind(M2m)", {
            token(&with(json!({"sub": "billing", "client_id": "billing"})))
        }),
        ("an ID token for the project as well", "Kind(IdToken)", {
            token(&with(json!({"aud": [APP, PROJECT], "nonce": "n", "at_hash": "h"})))
        }),
        ("a machine's token without an app", "Kind(M2m)", {
            token(&with(json!({"sub": "m2m-client-test-1", "client_id": null})))
        }),
        ("two Organizations", "Malformed", {
            let organization =
                r#""https://stytch.com/organization": {"organization_id": "o-1", "slug": "a"}"#;
            inserted(&format!("{organization}, {organization}"))
        }),
        ("an Organization without an id", "Malformed", {
            token(&with(json!({"https://stytch.com/organization": {"slug": "a"}})))
        }),
    ]
}

#[tokio::test]
async fn each_wrong_token_is_refused_with_its_error() {
    let project = Project::start().await;
    let verifier = project.verifier();
    let tokens = wrong_tokens();
    assert!(tokens.len() >= 70, "{}", tokens.len());
    for (what, expected, token) in tokens {
        let error = verifier.verify(&token).await.expect_err(what);
        assert!(format!("{error:?}").starts_with(expected), "{what}: {error:?}");
        assert!(!error.is_unavailable());
        let text = format!("{error} {error:?}");
        let parts = token.split('.').filter(|part| part.len() > 8);
        parts.for_each(|part| assert!(!text.contains(part), "{what}: {text}"));
    }
    // Nobody is asked about a token that is wrong by itself.
    assert_eq!(project.calls("connected_apps"), 0);
}

async fn accepted(verifier: &TokenVerifier, claims: Value) {
    let token = token(&claims);
    verifier.verify(&token).await.unwrap_or_else(|error| panic!("{claims}: {error}"));
}

#[tokio::test]
async fn a_right_token_says_who_granted_what_to_which_app() {
    let project = Project::start().await;
    let verified = project.verifier().verify(&token(&claims())).await.expect("a valid token");
    assert_eq!(
        (verified.person(), verified.app(), verified.id()),
        (claims()["sub"].as_str().expect("text"), APP, Some("jti-1"))
    );
    assert_eq!(verified.scopes().collect::<Vec<_>>(), ["openid", "read:issues"]);
    assert!(verified.has_scope("openid") && !verified.has_scope("read") && !verified.has_scope(""));
    assert_eq!(verified.organization(), None);
    assert!(!verified.in_organization(ORGANIZATION));
    assert_eq!(verified.claims().get("plan"), Some(&json!("gold")));
    assert_eq!(verified.audiences().collect::<Vec<_>>(), [PROJECT]);

    let organization = json!({"organization_id": ORGANIZATION, "slug": "example"});
    let claims = with(json!({"sub": MEMBER, "https://stytch.com/organization": organization}));
    let verified = project.verifier().verify(&token(&claims)).await.expect("a valid token");
    assert!(verified.in_organization(ORGANIZATION) && !verified.in_organization("example"));
    let organization = verified.organization().expect("a Member's token");
    assert_eq!((organization.id, organization.slug), (ORGANIZATION, Some("example")));
    let organization = json!({"organization_id": ORGANIZATION, "slug": null});
    let without_slug = with(json!({"sub": MEMBER, "https://stytch.com/organization": organization}));
    let verified = project.verifier().verify(&token(&without_slug)).await.expect("a valid token");
    assert_eq!(verified.organization().and_then(|organization| organization.slug), None);
    let line = project.state().requests.last().expect("a request").lines().next().map(str::to_owned);
    let path = format!("GET /v1/b2b/organizations/{ORGANIZATION}/members/{MEMBER}/connected_apps HTTP/1.1");
    assert_eq!(line, Some(path));
}

#[tokio::test]
async fn tokens_at_the_edges_are_accepted() {
    let project = Project::start().await;
    let verifier = project.verifier();
    let now = now();
    for changes in [
        json!({"aud": PROJECT}),
        json!({"aud": ["https://other.example", PROJECT]}),
        json!({"exp": now - 5}),
        json!({"nbf": now + 5, "iat": now + 5}),
        json!({"iat": now - 86_395, "nbf": now - 86_395}),
        json!({"exp": now as f64 + 60.5}),
        json!({"scope": null}),
        json!({"jti": null}),
        json!({"nonce": "n", "auth_time": now}),
    ] {
        accepted(&verifier, with(changes)).await;
    }
    for changes in [json!({"typ": null}), json!({"typ": "at+jwt"}), json!({"typ": "application/at+JWT"})] {
        verifier.verify(&headed(changes)).await.expect("a valid token");
    }
}

#[tokio::test]
async fn the_settings_say_for_whom_by_whom_and_how_tokens_are_signed() {
    let project = Project::start().await;
    let audience = "https://mcp.example.com/mcp";
    let verifier = project.builder().audience(audience).build().expect("the settings are valid");
    accepted(&verifier, with(json!({"aud": [audience]}))).await;
    let error =
        verifier.verify(&token(&claims())).await.expect_err("the project is not the audience any more");
    assert!(matches!(error, VerifyError::Audience), "{error:?}");

    for (set, sent) in
        [("https://host.example", "https://host.example/"), ("https://host.example/", "https://host.example")]
    {
        let verifier = project.builder().audience(set).build().expect("the settings are valid");
        accepted(&verifier, with(json!({"aud": sent}))).await;
    }

    let issuer = "https://login.example.com";
    let verifier = project.builder().issuer(format!("{issuer}/")).build().expect("the settings are valid");
    accepted(&verifier, with(json!({"iss": issuer}))).await;
    accepted(&verifier, claims()).await;

    let verifier = project.builder().also_accept(Algorithm::Ps256).build().expect("the settings are valid");
    project.state().keys[0]["alg"] = "PS256".into();
    verifier.verify(&signed_with("PS256", &claims())).await.expect("an accepted algorithm");
    let error = verifier.verify(&token(&claims())).await.expect_err("the key is for another algorithm");
    assert!(matches!(error, VerifyError::UnknownKey), "{error:?}");
}

#[tokio::test]
async fn the_issuer_of_the_projects_domain_is_discovered_once() {
    let project = Project::start().await;
    project.state().issuer = Some("https://login.example.com".to_owned());
    let verifier = project.verifier();
    for _ in 0..3 {
        accepted(&verifier, with(json!({"iss": "https://login.example.com"}))).await;
        let error = verifier.verify(&token(&with(json!({"iss": "https://evil.example"})))).await;
        assert!(matches!(error, Err(VerifyError::Issuer)), "{error:?}");
    }
    assert_eq!(project.calls("oauth-authorization-server"), 1);
    accepted(&verifier, with(json!({"iss": project.server.url}))).await;
}

#[tokio::test]
async fn settings_that_cannot_work_are_errors_before_anything_is_sent() {
    let project = Project::start().await;
    for (builder, expected) in [
        (project.builder().audience(" "), "audience"),
        (project.builder().issuer("/"), "issuer"),
        (project.builder().capacity(0), "capacity"),
        (project.builder().deadline(std::time::Duration::ZERO), "deadline"),
        (project.builder().longest_age(std::time::Duration::ZERO), "longest_age"),
    ] {
        let error = builder.build().expect_err("wrong settings");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(project.server.request_count(), 0);
}

#[tokio::test]
async fn the_project_asks_whatever_session_the_client_has() {
    let project = Project::start().await;
    let client = project.client().with_member_session(MemberSession::token("session-token-1"));
    let verifier = TokenVerifier::builder(&client).build().expect("the settings are valid");
    accepted(&verifier, claims()).await;
    let text = format!("{verifier:?}");
    assert!(text.contains("way: Grants") && !text.contains("session-token-1"), "{text}");
    let builder = project.builder().introspection([(APP, Secret::from("app-secret-0123456789"))]);
    let text = format!("{builder:?}");
    assert!(text.contains("way: Introspection") && !text.contains("app-secret"), "{text}");
}
