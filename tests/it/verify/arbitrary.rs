//! Whatever is presented, nothing panics, and only what the project has signed for this service is accepted.

use proptest::prelude::*;
use serde_json::{Value, json};
use stytch_connected_apps::verify::{Recheck, TokenVerifier};
use tokio::runtime::{Builder, Runtime};

use crate::arbitrary::config;

use super::project::{APP, KEY, PROJECT, Project, USER, claims, header, now, signed};

fn verifier() -> (Runtime, Project, TokenVerifier) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let project = runtime.block_on(Project::start());
    let builder = project.builder().recheck(Recheck::Never);
    (runtime, project, builder.build().expect("the settings are valid"))
}

/// A value that a claim may have or not.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-100_i64..100).prop_map(|seconds| Value::from(now() as i64 + seconds)),
        prop_oneof![Just(PROJECT), Just(APP), Just(USER), Just("RS256"), Just("none"), Just("JWT")]
            .prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::from))
}

const CLAIMS: [&str; 12] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "client_id",
    "scope",
    "nonce",
    "https://stytch.com/organization",
    "https://stytch.com/session",
];

#[test]
fn arbitrary_text_is_refused() {
    let (runtime, _project, verifier) = verifier();
    proptest!(config(256), |(text in prop_oneof![any::<String>(), "[A-Za-z0-9_.-]{0,200}", "ey[A-Za-z0-9_-]{0,80}\\.ey[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}"])| {
        runtime.block_on(verifier.verify(&text)).expect_err("nobody has signed it");
    });
}

#[test]
fn arbitrary_headers_and_claims_are_accepted_only_if_they_are_right() {
    let (runtime, _project, verifier) = verifier();
    let changes = || prop::collection::vec((prop::sample::select(&CLAIMS[..]), value()), 0..4);
    let headers = || {
        prop::collection::vec(
            (prop_oneof![Just("alg"), Just("kid"), Just("typ"), Just("crit")], value()),
            0..2,
        )
    };
    proptest!(config(256), |(claim_changes in changes(), header_changes in headers())| {
        let (mut header, mut claims) = (header(), claims());
        header_changes.into_iter().for_each(|(name, value)| header[name] = value);
        claim_changes.into_iter().for_each(|(name, value)| claims[name] = value);
        let token = signed(&header.to_string(), &claims.to_string(), &KEY);
        if let Ok(token) = runtime.block_on(verifier.verify(&token)) {
            prop_assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &json!("key-1")));
            prop_assert_eq!(&claims["iss"], &json!(format!("stytch.com/{PROJECT}")));
            prop_assert!(claims["aud"] == json!(PROJECT) || claims["aud"].as_array().is_some_and(|list| list.contains(&json!(PROJECT))));
            prop_assert!(claims["exp"].as_f64().is_some_and(|exp| exp > now() as f64 - 12.0));
            prop_assert!(claims["nbf"].as_f64().is_some_and(|nbf| nbf < now() as f64 + 12.0));
            prop_assert!(claims["iat"].as_f64().is_some_and(|iat| iat < now() as f64 + 12.0));
            prop_assert!(claims.get("https://stytch.com/session").is_none());
            prop_assert_eq!(claims["sub"].as_str(), Some(token.person()));
            prop_assert_eq!(claims["client_id"].as_str(), Some(token.app()));
        }
    });
}
