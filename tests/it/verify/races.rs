//! What happens meanwhile: while Stytch is asked, between two questions, and after clients have gone away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use scripted_server::{Reply, error};
use serde_json::json;
use stytch_connected_apps::verify::{
    AccessToken, Cutoff, Recheck, TokenVerifier, TokenVerifierBuilder, VerifyError, WhenUnavailable,
};
use tokio::task::JoinHandle;
use tokio::time::advance;

use super::project::{
    APP, KEY, OTHER_KEY, Project, USER, changed, claims, header, jwk, now, signed, stopped, token, with,
};

const SECOND: Duration = Duration::from_secs(1);
const OTHER_APP: &str = "connected-app-test-2";

fn is_revoked<T>(result: &Result<T, VerifyError>) -> bool {
    matches!(result, Err(VerifyError::Revoked))
}

async fn warm(builder: TokenVerifierBuilder) -> TokenVerifier {
    let verifier = builder.build().expect("the settings are valid");
    verifier.warm_up().await.expect("the keys");
    verifier
}

/// Begins to verify a token, and waits until Stytch is asked.
async fn asked(
    project: &Project,
    verifier: &TokenVerifier,
    token: &str,
) -> JoinHandle<Result<AccessToken, VerifyError>> {
    let before = project.server.request_count();
    let (verifier, token) = (verifier.clone(), token.to_owned());
    let call = tokio::spawn(async move { verifier.verify(&token).await });
    project.server.arrivals(before + 1).await;
    call
}

#[tokio::test]
async fn a_revocation_reaches_calls_that_are_under_way() {
    let _stopped = stopped();
    let project = Project::start().await;
    let verifier = warm(project.builder().recheck(Recheck::EachTime)).await;
    project.state().is_slow = true;
    let call = asked(&project, &verifier, &token(&claims())).await;
    verifier.revoked(USER, APP);
    advance(2 * SECOND).await;
    assert!(is_revoked(&call.await.expect("no panic")));
}

#[tokio::test]
async fn a_token_that_expires_while_stytch_is_asked_is_refused() {
    let _stopped = stopped();
    let project = Project::start().await;
    let verifier = warm(project.builder().leeway(Duration::ZERO).deadline(3600 * SECOND)).await;
    project.state().is_slow = true;
    let call = asked(&project, &verifier, &token(&with(json!({"exp": now() + 100})))).await;
    advance(Duration::from_millis(999)).await;
    advance(200 * SECOND).await;
    let result = call.await.expect("no panic");
    assert!(!matches!(result, Ok(_) | Err(VerifyError::Revoked)), "{result:?}");
}

#[tokio::test]
async fn a_consent_after_the_question_left_makes_valid_tokens() {
    let _stopped = stopped();
    let project = Project::start().await;
    let (base, later) = (now(), Arc::new(AtomicU64::new(0)));
    let clock = later.clone();
    let builder = project
        .builder()
        .clock(move || SystemTime::UNIX_EPOCH + Duration::from_secs(base + clock.load(Ordering::SeqCst)));
    let verifier = warm(builder).await;
    project.state().granted.clear();
    project.state().is_slow = true;
    let call = asked(&project, &verifier, &token(&claims())).await;
    later.store(4, Ordering::SeqCst);
    project.state().granted.push(APP.to_owned());
    advance(2 * SECOND).await;
    assert!(is_revoked(&call.await.expect("no panic")), "it was asked before the consent");
    project.state().is_slow = false;
    verifier.verify(&token(&with(json!({"iat": base + 2})))).await.expect("issued after the question left");
}

#[tokio::test]
async fn what_one_apps_question_shows_holds_for_the_persons_other_apps() {
    let project = Project::start().await;
    let verifier = warm(project.builder()).await;
    let _stopped = stopped();
    project.state().granted = vec![APP.to_owned(), OTHER_APP.to_owned()];
    let old = token(&with(json!({"iat": now() - 100})));
    verifier.verify(&old).await.expect("granted");
    project.state().granted = vec![OTHER_APP.to_owned()];
    advance(61 * SECOND).await;
    verifier.verify(&token(&with(json!({"client_id": OTHER_APP})))).await.expect("granted");
    project.state().granted = vec![APP.to_owned(), OTHER_APP.to_owned()];
    assert!(is_revoked(&verifier.verify(&old).await), "its grant was seen to be gone");
    verifier.verify(&token(&with(json!({"iat": now() + 61})))).await.expect("a new consent");
}

#[tokio::test]
async fn no_number_of_revocations_makes_one_forgotten() {
    let project = Project::start().await;
    let cutoff = |person: usize| Cutoff {
        person: format!("user-{person}"),
        app: APP.to_owned(),
        at: SystemTime::now(),
    };
    let verifier = warm(project.builder().recheck(Recheck::Never).cutoffs((0..200_000).map(cutoff))).await;
    verifier.revoked("user-last", APP);
    (0..5_000).for_each(|person| verifier.revoked(&format!("more-{person}"), APP));
    let people = (0..200_000).step_by(9_973).map(|person| format!("user-{person}"));
    for person in people.chain(["user-last".to_owned(), "more-0".to_owned()]) {
        let token = token(&with(json!({"sub": person, "iat": now() - 100})));
        assert!(is_revoked(&verifier.verify(&token).await), "{person}");
    }
}

#[tokio::test]
async fn a_clock_that_is_behind_forgets_no_revocation() {
    let project = Project::start().await;
    for recheck in [Recheck::Never, Recheck::Within(60 * SECOND)] {
        let builder = project.builder().recheck(recheck).clock(|| SystemTime::now() - 5 * SECOND);
        let verifier = warm(builder).await;
        let token = token(&claims());
        verifier.verify(&token).await.expect("within the leeway");
        verifier.revoked(USER, APP);
        assert!(is_revoked(&verifier.verify(&token).await), "{recheck:?}");
    }
}

#[tokio::test]
async fn again_and_again_a_new_consent_is_accepted_within_the_second() {
    let project = Project::start().await;
    let (base, later) = (now(), Arc::new(AtomicU64::new(0)));
    let clock = later.clone();
    let builder = project
        .builder()
        .recheck(Recheck::EachTime)
        .clock(move || SystemTime::UNIX_EPOCH + Duration::from_secs(base + clock.load(Ordering::SeqCst)));
    let verifier = warm(builder).await;
    for round in 0..20 {
        later.store(round * 600, Ordering::SeqCst);
        let second = base + round * 600;
        let token = |id: &str| {
            let times =
                json!({"iat": second, "nbf": second, "exp": second + 3600, "jti": format!("{id}-{round}")});
            token(&with(times))
        };
        project.state().granted.clear();
        assert!(is_revoked(&verifier.verify(&token("old")).await));
        project.state().granted = vec![APP.to_owned()];
        verifier.verify(&token("new")).await.expect("a new consent");
        assert!(is_revoked(&verifier.verify(&token("old")).await));
    }
}

#[tokio::test]
async fn clients_that_go_away_cause_no_further_questions() {
    let _stopped = stopped();
    let project = Project::start().await;
    let verifier = warm(project.builder()).await;
    project.state().is_slow = true;
    let token = token(&claims());
    let first = asked(&project, &verifier, &token).await;
    first.abort();
    for _ in 0..50 {
        let (verifier, token) = (verifier.clone(), token.clone());
        let call = tokio::spawn(async move { verifier.verify(&token).await.map(|_| ()) });
        tokio::task::yield_now().await;
        call.abort();
    }
    advance(2 * SECOND).await;
    verifier.verify(&token).await.expect("the first one's question is answered");
    assert_eq!(project.calls("connected_apps"), 1);
}

#[tokio::test]
async fn a_deadline_ends_the_wait_for_a_rate_limit_as_well() {
    let _stopped = stopped();
    let project = Project::start().await;
    let client = project.client().with_rate_limit_wait(600 * SECOND);
    let verifier = warm(TokenVerifier::builder(&client).deadline(2 * SECOND)).await;
    project.state().instead = Some(("connected_apps", error(429, "too_many_requests")));
    let start = tokio::time::Instant::now();
    let result = scripted_server::time::ticking(verifier.verify(&token(&claims()))).await;
    assert!(result.is_err_and(|error| error.is_unavailable()));
    assert!(start.elapsed() < 4 * SECOND, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_former_yes_is_not_enough_for_a_strict_caller_or_if_our_credentials_are_wrong() {
    let _stopped = stopped();
    let project = Project::start().await;
    let then = WhenUnavailable::AcceptFor(3600 * SECOND);
    let verifier = warm(project.builder().when_unavailable(then)).await;
    let token = token(&claims());
    verifier.verify(&token).await.expect("granted");
    project.state().instead = Some(("connected_apps", Reply::Close));
    advance(100 * SECOND).await;
    verifier.verify(&token).await.expect("a former yes");
    for recheck in [Recheck::EachTime, Recheck::Within(Duration::ZERO)] {
        let result = verifier.verify_with(&token, recheck).await;
        assert!(result.is_err_and(|error| error.is_unavailable()), "{recheck:?}");
    }
    project.state().instead = Some(("connected_apps", error(401, "unauthorized_credentials")));
    advance(100 * SECOND).await;
    assert!(verifier.verify(&token).await.is_err_and(|error| error.is_unavailable()));
}

#[tokio::test]
async fn a_key_set_without_a_key_replaces_nothing() {
    let project = Project::start().await;
    let verifier = warm(project.builder().recheck(Recheck::Never)).await;
    let odd = signed(&changed(header(), json!({"kid": "key-9"})).to_string(), "{}", &OTHER_KEY);
    project.state().keys.clear();
    let error = verifier.verify(&odd).await.expect_err("no such key");
    assert!(error.is_unavailable(), "{error:?}");
    verifier.verify(&token(&claims())).await.expect("the keys are there still");
    let cold = project.builder().build().expect("the settings are valid");
    let error = cold.warm_up().await.expect_err("no keys");
    assert!(error.to_string().contains("no RSA key"), "{error}");
}

#[tokio::test]
async fn keys_of_one_id_are_all_tried() {
    let project = Project::start().await;
    project.state().keys = vec![jwk("key-1", &OTHER_KEY), jwk("key-1", &KEY)];
    project.verifier().verify(&token(&claims())).await.expect("the second one's signature");
}

#[tokio::test]
async fn a_discovered_issuer_stays_while_the_metadata_cannot_be_fetched() {
    let _stopped = stopped();
    let project = Project::start().await;
    project.state().issuer = Some("https://login.example.com".to_owned());
    let verifier = warm(project.builder().recheck(Recheck::Never)).await;
    let token = token(&with(json!({"iss": "https://login.example.com"})));
    verifier.verify(&token).await.expect("discovered");
    for instead in [Reply::Close, error(403, "forbidden"), error(503, "service_unavailable")] {
        project.state().instead = Some(("oauth-authorization-server", instead));
        advance(601 * SECOND).await;
        verifier.verify(&token).await.expect("it is the project's still");
        let other = super::project::token(&with(json!({"iss": "https://new.example.com"})));
        let error = verifier.verify(&other).await.expect_err("nobody can say");
        assert!(error.is_unavailable(), "{error:?}");
    }
}
