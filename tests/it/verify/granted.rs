//! Whether the app still has access, and how often Stytch is asked.

use std::time::{Duration, SystemTime};

use scripted_server::{Reply, error};
use serde_json::json;
use stytch_connected_apps::Secret;
use stytch_connected_apps::verify::{Cutoff, Recheck, TokenVerifier, VerifyError, WhenUnavailable};
use tokio::time::advance;

use super::project::{APP, Project, USER, claims, now, stopped, token, with};

const SECOND: Duration = Duration::from_secs(1);

async fn verifier(project: &Project, recheck: Recheck) -> TokenVerifier {
    let verifier = project.builder().recheck(recheck).build().expect("the settings are valid");
    verifier.warm_up().await.expect("the keys");
    verifier
}

fn is_revoked<T>(result: &Result<T, VerifyError>) -> bool {
    matches!(result, Err(VerifyError::Revoked))
}

#[tokio::test]
async fn a_revocation_takes_effect_within_the_interval() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::Within(60 * SECOND)).await;
    let _stopped = stopped();
    let token = token(&claims());
    verifier.verify(&token).await.expect("granted");
    project.state().granted.clear();
    advance(59 * SECOND).await;
    verifier.verify(&token).await.expect("what Stytch said is recent enough");
    assert_eq!(project.calls("connected_apps"), 1);
    advance(2 * SECOND).await;
    assert!(is_revoked(&verifier.verify(&token).await));
    assert_eq!(project.calls("connected_apps"), 2);
}

#[tokio::test]
async fn a_person_is_asked_about_once_in_the_interval_whatever_the_number_of_tokens_and_callers() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::Within(60 * SECOND)).await;
    let _stopped = stopped();
    let tokens: Vec<_> = (0..20).map(|id| token(&with(json!({"jti": format!("jti-{id}")})))).collect();
    for minute in 1..=3 {
        let calls = tokens.iter().cycle().take(200).map(|token| {
            let (verifier, token) = (verifier.clone(), token.clone());
            tokio::spawn(async move { verifier.verify(&token).await.map(|_| ()) })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.expect("no panic").expect("granted");
        }
        assert_eq!(project.calls("connected_apps"), minute);
        advance(61 * SECOND).await;
    }
}

#[tokio::test]
async fn each_time_means_a_question_that_leaves_after_the_token_arrived() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::EachTime).await;
    let token = token(&claims());
    for calls in 1..=3 {
        verifier.verify(&token).await.expect("granted");
        assert_eq!(project.calls("connected_apps"), calls);
    }
    project.state().granted.clear();
    assert!(is_revoked(&verifier.verify(&token).await));
}

#[tokio::test]
async fn a_strict_caller_is_not_answered_from_what_a_lax_one_knows() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::Within(3600 * SECOND)).await;
    let token = token(&claims());
    verifier.verify(&token).await.expect("granted");
    project.state().granted.clear();
    verifier.verify(&token).await.expect("an hour has not passed");
    assert!(is_revoked(&verifier.verify_with(&token, Recheck::EachTime).await));
    assert!(is_revoked(&verifier.verify(&token).await), "what one learns holds for all");
}

#[tokio::test]
async fn never_asks_nobody() {
    let project = Project::start().await;
    project.state().granted.clear();
    let verifier = verifier(&project, Recheck::Never).await;
    verifier.verify(&token(&claims())).await.expect("a valid token");
    assert_eq!(project.calls("connected_apps"), 0);
}

#[tokio::test]
async fn once_gone_old_tokens_stay_refused_and_those_of_a_new_consent_are_accepted() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::Within(60 * SECOND)).await;
    let (old, older) = (token(&claims()), token(&with(json!({"iat": now() - 100}))));
    let other_app = token(&with(json!({"client_id": "connected-app-test-2"})));
    project.state().granted = vec!["connected-app-test-2".to_owned()];
    assert!(is_revoked(&verifier.verify(&old).await));
    verifier.verify(&other_app).await.expect("another app's grant is not concerned");
    project.state().granted.push(APP.to_owned());
    let calls = project.calls("connected_apps");
    for _ in 0..10 {
        assert!(is_revoked(&verifier.verify(&old).await));
        assert!(is_revoked(&verifier.verify(&older).await));
    }
    assert_eq!(project.calls("connected_apps"), calls, "what is gone is not asked about again");
    // Issued within the second in which the old grant was seen to be gone.
    let new = token(&with(json!({"jti": "jti-new"})));
    verifier.verify(&new).await.expect("a new consent");
    assert!(is_revoked(&verifier.verify(&old).await));
}

#[tokio::test]
async fn a_service_that_revokes_by_itself_says_so_and_all_clones_refuse_at_once() {
    let project = Project::start().await;
    let verifier = verifier(&project, Recheck::Within(3600 * SECOND)).await;
    let clone = verifier.clone();
    let token_of = |issued: u64, app: &str| token(&with(json!({"iat": issued, "client_id": app})));
    project.state().granted.push("connected-app-test-2".to_owned());
    clone.verify(&token_of(now(), APP)).await.expect("granted");
    let issued = now();
    verifier.revoked(USER, APP);
    assert!(is_revoked(&clone.verify(&token_of(issued, APP)).await));
    clone.verify(&token_of(issued, "connected-app-test-2")).await.expect("another app");
    clone.verify(&token_of(now() + 5, APP)).await.expect("issued after a new consent");
    assert_eq!(project.calls("connected_apps"), 2, "what was said before is forgotten");
}

#[tokio::test]
async fn cutoffs_come_from_outside() {
    let project = Project::start().await;
    let json = format!(r#"[{{"person": "{USER}", "app": "{APP}", "at": {}}}]"#, now() - 10);
    let cutoffs: Vec<Cutoff> = serde_json::from_str(&json).expect("cutoffs");
    assert_eq!(cutoffs[0].at, SystemTime::UNIX_EPOCH + Duration::from_secs(now() - 10));
    let verifier = project.builder().cutoffs(cutoffs.clone()).build().expect("the settings are valid");
    assert!(is_revoked(&verifier.verify(&token(&with(json!({"iat": now() - 10})))).await));
    verifier.verify(&token(&with(json!({"iat": now() - 8})))).await.expect("issued later");
    let later = Cutoff { at: cutoffs[0].at + 5 * SECOND, ..cutoffs[0].clone() };
    verifier.cutoff(&later);
    verifier.cutoff(&cutoffs[0]);
    assert!(
        is_revoked(&verifier.verify(&token(&with(json!({"iat": now() - 8})))).await),
        "the later one counts"
    );
    let again: Cutoff =
        serde_json::from_str(&serde_json::to_string(&later).expect("JSON")).expect("a cutoff");
    assert_eq!(again, later);
}

#[tokio::test]
async fn a_person_who_is_gone_has_granted_nothing() {
    for gone in ["user_not_found", "member_not_found", "organization_not_found"] {
        let project = Project::start().await;
        let verifier = verifier(&project, Recheck::EachTime).await;
        project.state().instead = Some(("connected_apps", error(404, gone)));
        assert!(is_revoked(&verifier.verify(&token(&claims())).await), "{gone}");
    }
}

/// Of a wrong base URL, for example.
#[tokio::test]
async fn other_errors_say_nothing_about_the_token() {
    let _stopped = stopped();
    for (status, kind) in [
        (404, "route_not_found"),
        (401, "unauthorized_credentials"),
        (500, "internal_server_error"),
        (404, "x"),
    ] {
        let project = Project::start().await;
        let verifier = verifier(&project, Recheck::EachTime).await;
        project.state().instead = Some(("connected_apps", error(status, kind)));
        let error = verifier.verify(&token(&claims())).await.expect_err("refused");
        assert!(error.is_unavailable(), "{kind}: {error:?}");
        project.state().instead = None;
        advance(2 * SECOND).await;
        verifier.verify(&token(&claims())).await.expect("nothing was concluded from it");
    }
}

#[tokio::test]
async fn when_stytch_cannot_be_asked_the_setting_decides() {
    let _stopped = stopped();
    for (then, is_accepted) in
        [(WhenUnavailable::Refuse, false), (WhenUnavailable::AcceptFor(300 * SECOND), true)]
    {
        let project = Project::start().await;
        let builder = project.builder().recheck(Recheck::Within(60 * SECOND)).when_unavailable(then);
        let verifier = builder.build().expect("the settings are valid");
        let token = token(&claims());
        verifier.verify(&token).await.expect("granted");
        project.state().instead = Some(("connected_apps", Reply::Close));
        advance(100 * SECOND).await;
        assert_eq!(verifier.verify(&token).await.is_ok(), is_accepted, "{then:?}");
        let calls = project.calls("connected_apps");
        assert_eq!(verifier.verify(&token).await.is_ok(), is_accepted, "{then:?}");
        assert_eq!(project.calls("connected_apps"), calls, "a failure is not repeated at once");
        let other = super::project::token(&with(json!({"sub": "user-test-2"})));
        let error = verifier.verify(&other).await.expect_err("Stytch has never said yes");
        assert!(error.is_unavailable());
        advance(300 * SECOND).await;
        assert!(verifier.verify(&token).await.is_err_and(|error| error.is_unavailable()), "{then:?}");
    }
}

#[tokio::test]
async fn introspection_asks_about_the_token_with_the_apps_credentials() {
    let project = Project::start().await;
    let secret = Secret::from("app-secret-0123456789");
    let verifier = project.builder().introspection([(APP, secret)]).build().expect("valid settings");
    let (one, two) = (token(&claims()), token(&with(json!({"jti": "jti-2"}))));
    for token in [&one, &two, &one] {
        verifier.verify(token).await.expect("active");
    }
    assert_eq!(project.calls("introspect"), 2);
    let request = project.state().requests.last().cloned().expect("a request");
    assert!(request.starts_with("POST /v1/public/project-test-11111111-"), "{request}");
    assert!(
        request.to_ascii_lowercase().contains("content-type: application/x-www-form-urlencoded"),
        "{request}"
    );
    assert!(!request.to_ascii_lowercase().contains("\r\nauthorization:"), "{request}");
    assert!(
        request.contains(&format!("&client_id={APP}&"))
            && request.ends_with("&client_secret=app-secret-0123456789"),
        "{request}"
    );
    project.state().is_active = false;
    let _stopped = stopped();
    advance(61 * SECOND).await;
    assert!(is_revoked(&verifier.verify(&one).await));
    project.state().is_active = true;
    assert!(is_revoked(&verifier.verify(&one).await), "a token never becomes active again");
    assert_eq!(project.calls("introspect"), 3);
    verifier.verify(&two).await.expect("another token is not concerned");
}

#[tokio::test]
async fn what_is_kept_is_bounded() {
    let project = Project::start().await;
    let builder = project.builder().recheck(Recheck::Within(3600 * SECOND)).capacity(10);
    let verifier = builder.build().expect("the settings are valid");
    for person in 0..200 {
        verifier.verify(&token(&with(json!({"sub": format!("user-{person}")})))).await.expect("granted");
    }
    let text = format!("{verifier:?}");
    let answers = text.split("answers: ").nth(1).and_then(|rest| rest.split(' ').next());
    let answers: usize = answers.and_then(|count| count.parse().ok()).expect("a number");
    assert!((1..=32).contains(&answers), "{text}");
}
