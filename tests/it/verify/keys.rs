//! The project's keys: when they are fetched, and which is used.

use std::time::Duration;

use scripted_server::error;
use serde_json::{Value, json};
use stytch_connected_apps::verify::{Recheck, TokenVerifier, VerifyError};
use tokio::time::advance;

use super::project::{KEY, OTHER_KEY, Project, changed, claims, header, jwk, signed, stopped, token};

fn headed(changes: Value) -> String {
    signed(&changed(header(), changes).to_string(), &claims().to_string(), &KEY)
}

/// A verifier that never asks about grants.
fn local(project: &Project) -> TokenVerifier {
    project.builder().recheck(Recheck::Never).build().expect("the settings are valid")
}

#[tokio::test]
async fn many_callers_fetch_the_keys_once() {
    let project = Project::start().await;
    let (verifier, token) = (local(&project), token(&claims()));
    let calls = (0..100).map(|_| {
        let (verifier, token) = (verifier.clone(), token.clone());
        tokio::spawn(async move { verifier.verify(&token).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("a valid token");
    }
    assert_eq!(project.calls("jwks"), 1);
}

#[tokio::test]
async fn a_warm_verifier_fetches_nothing_for_the_first_token() {
    let project = Project::start().await;
    let verifier = local(&project);
    verifier.warm_up().await.expect("the keys");
    verifier.warm_up().await.expect("the keys");
    verifier.verify(&token(&claims())).await.expect("a valid token");
    assert_eq!(project.server.request_count(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_when_the_first_token_names_it() {
    let project = Project::start().await;
    let verifier = local(&project);
    verifier.verify(&token(&claims())).await.expect("a valid token");
    project.state().keys.push(jwk("key-2", &OTHER_KEY));
    let header = changed(header(), json!({"kid": "key-2"})).to_string();
    verifier.verify(&signed(&header, &claims().to_string(), &OTHER_KEY)).await.expect("a valid token");
    verifier.verify(&token(&claims())).await.expect("the old key is there as well");
    assert_eq!(project.calls("jwks"), 2);
}

#[tokio::test]
async fn unknown_keys_cause_a_bounded_number_of_fetches() {
    let project = Project::start().await;
    let verifier = local(&project);
    verifier.warm_up().await.expect("the keys");
    let _stopped = stopped();
    let flood = async |count: usize| {
        for kid in 0..count {
            let error = verifier.verify(&headed(json!({"kid": format!("kid-{kid}")}))).await;
            assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
        }
    };
    flood(500).await;
    assert_eq!(project.calls("jwks"), 1 + 4, "four at once");
    verifier.verify(&token(&claims())).await.expect("known keys need no fetch");
    advance(Duration::from_secs(61)).await;
    flood(100).await;
    assert_eq!(project.calls("jwks"), 1 + 4 + 2, "one more in 30 s");
}

#[tokio::test]
async fn keys_are_chosen_by_all_that_they_say() {
    let right = jwk("key-1", &KEY);
    for (change, is_accepted) in [
        (json!({}), true),
        (json!({"use": null, "key_ops": null, "alg": null}), true),
        (json!({"key_ops": []}), true),
        (json!({"key_ops": ["sign", "verify"]}), true),
        (json!({"kty": "EC"}), false),
        (json!({"kty": "oct"}), false),
        (json!({"use": "enc"}), false),
        (json!({"key_ops": ["encrypt"]}), false),
        (json!({"alg": "RS512"}), false),
        (json!({"kid": "key-2"}), false),
        (json!({"kid": null}), false),
        (json!({"n": ""}), false),
        (json!({"n": "not base64!"}), false),
        (json!({"e": "AAAA"}), false),
    ] {
        let project = Project::start().await;
        // A key that is not understood does not hide the others.
        let odd = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "key-1"});
        project.state().keys = vec![odd, changed(right.clone(), change.clone()), jwk("key-9", &OTHER_KEY)];
        let result = local(&project).verify(&token(&claims())).await;
        match is_accepted {
            true => _ = result.unwrap_or_else(|error| panic!("{change}: {error}")),
            false => assert!(matches!(result, Err(VerifyError::UnknownKey)), "{change}: {result:?}"),
        }
    }
}

/// 1024 bits can be factored.
#[tokio::test]
async fn a_key_that_is_too_short_verifies_nothing() {
    let project = Project::start().await;
    let modulus = jwk("key-1", &KEY)["n"].as_str().expect("text")[..172].to_owned();
    project.state().keys[0]["n"] = modulus.into();
    let result = local(&project).verify(&token(&claims())).await;
    assert!(matches!(result, Err(VerifyError::Signature)), "{result:?}");
}

#[tokio::test]
async fn old_keys_stay_in_use_while_they_cannot_be_fetched_again_for_as_long_as_the_caller_allows() {
    let project = Project::start().await;
    let builder = project.builder().recheck(Recheck::Never).longest_age(Duration::from_secs(1 << 30));
    let verifier = builder.keys_outlive(Duration::from_secs(7200)).build().expect("valid settings");
    let token = token(&changed(claims(), json!({"exp": super::project::now() + 100_000})));
    verifier.verify(&token).await.expect("a valid token");
    project.state().instead = Some(("jwks", error(503, "service_unavailable")));
    let _stopped = stopped();
    advance(Duration::from_secs(3500)).await;
    verifier.verify(&token).await.expect("the keys are fresh");
    assert_eq!(project.calls("jwks"), 1);
    advance(Duration::from_secs(3600)).await;
    verifier.verify(&token).await.expect("the keys are old and allowed");
    let calls = project.calls("jwks");
    assert!(calls > 1);
    verifier.verify(&token).await.expect("the keys are old and allowed");
    assert_eq!(project.calls("jwks"), calls, "not asked again at once");
    advance(Duration::from_secs(101)).await;
    let result = verifier.verify(&token).await;
    assert!(matches!(result, Err(VerifyError::Unavailable(_))), "{result:?}");
    project.state().instead = None;
    advance(Duration::from_secs(2)).await;
    verifier.verify(&token).await.expect("the keys are back");
}

#[tokio::test]
async fn a_key_that_the_project_has_dropped_is_refused_after_an_hour() {
    let project = Project::start().await;
    let builder = project.builder().recheck(Recheck::Never);
    let verifier = builder.build().expect("valid settings");
    let token = token(&changed(claims(), json!({"exp": super::project::now() + 100_000})));
    verifier.verify(&token).await.expect("a valid token");
    project.state().keys = vec![jwk("key-2", &OTHER_KEY)];
    let _stopped = stopped();
    advance(Duration::from_secs(3601)).await;
    let result = verifier.verify(&token).await;
    assert!(matches!(result, Err(VerifyError::UnknownKey)), "{result:?}");
}

#[tokio::test]
async fn a_b2b_project_has_its_keys_elsewhere() {
    let project = Project::start().await;
    project.state().instead = Some(("/v1/sessions/jwks/", error(400, "project_not_found")));
    local(&project).verify(&token(&claims())).await.expect("a valid token");
    let last = project.state().requests.last().cloned().expect("a request");
    assert!(last.starts_with("GET /v1/b2b/sessions/jwks/project-test-"), "{last}");
    assert!(!last.to_ascii_lowercase().contains("authorization:"), "{last}");
}

#[tokio::test]
async fn without_keys_every_caller_gets_one_error_and_nobody_waits_for_the_others() {
    let project = Project::start().await;
    project.state().instead = Some(("jwks", error(503, "service_unavailable")));
    let (verifier, token) = (local(&project), token(&claims()));
    let calls = (0..100).map(|_| {
        let (verifier, token) = (verifier.clone(), token.clone());
        tokio::spawn(async move { verifier.verify(&token).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.expect("no panic").expect_err("no keys");
        assert!(error.is_unavailable(), "{error:?}");
    }
    assert_eq!(project.calls("jwks"), 1);
}
