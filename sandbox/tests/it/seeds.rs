//! What a sandbox starts from, and what it makes of any sequence of calls.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;
use stytch_connected_apps::types::AuthenticationFactor;
use stytch_connected_apps_sandbox::{App, Generate, Seed};

use crate::support::{CALLBACK, apps, authorize, start};

#[tokio::test]
async fn a_reset_returns_to_the_seed_and_a_snapshot_goes_on_from_where_it_is() {
    let seed = Seed::new().grant("u", "a", "openid").grant("u", "b", "openid");
    let (sandbox, client) = start(seed).await;
    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("revoked");
    let (_other, other) = start(sandbox.snapshot()).await;
    assert_eq!(apps(&other, "u").await.len(), 1);
    sandbox.reset();
    assert_eq!(apps(&client, "u").await.len(), 2);
    assert_eq!(sandbox.requests().len(), 1, "the log starts anew as well");
}

#[tokio::test]
async fn what_is_generated_is_always_the_same() {
    let seed = || Seed::new().generate(Generate::new(7).users(300).organizations(3, 4).apps(8));
    let ((one, client), (other, _)) = (start(seed()).await, start(seed()).await);
    assert_eq!(one.snapshot(), other.snapshot());
    let (differently, _) =
        start(Seed::new().generate(Generate::new(8).users(300).organizations(3, 4).apps(8))).await;
    assert_ne!(one.snapshot(), differently.snapshot());

    let snapshot = one.snapshot();
    assert_eq!((snapshot.users.len(), snapshot.organizations.len(), snapshot.apps.len()), (300, 3, 8));
    let mut grants = BTreeMap::<&str, usize>::new();
    for grant in snapshot.users.iter().flat_map(|user| &user.grants) {
        *grants.entry(&grant.app).or_default() += 1;
    }
    assert!(grants["app-1"] > 2 * grants["app-5"], "{grants:?}");
    assert_eq!(apps(&client, "user-300").await.len(), snapshot.users[299].grants.len());
}

#[tokio::test]
async fn a_session_has_the_apps_and_the_other_factors_of_the_seed() {
    let seed: Seed = serde_json::from_value(json!({
        "users": [{"user_id": "u"}],
        "organizations": [{"organization_id": "acme", "members": [{"member_id": "m"}]}],
        "sessions": [
            {"token": "signed-in", "person": "u"},
            {"token": "made", "person": "u", "apps": ["calendar"]},
            {"token": "both", "person": "u", "apps": ["calendar", "agent"], "factors": ["password", "otp"]},
            {"token": "member", "person": {"organization": "acme", "member": "m"}, "apps": ["agent"]},
        ],
    }))
    .expect("a seed");
    let (sandbox, client) = start(seed.clone()).await;
    let factors = |factors: &[AuthenticationFactor]| {
        let names = factors.iter().map(|factor| match &factor.oauth_access_token_exchange_factor {
            Some(app) => format!("{} {}", factor.type_, app.client_id),
            None => factor.type_.clone(),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let sessions = client.list_user_sessions().user_id("u").await.expect("a list").sessions;
    assert_eq!(
        sessions.iter().map(|session| factors(&session.authentication_factors)).collect::<Vec<_>>(),
        ["password", "oauth calendar", "password, otp, oauth calendar, oauth agent"]
    );
    let members = client.list_member_sessions().organization_id("acme").member_id("m").await.expect("a list");
    assert_eq!(factors(&members.member_sessions[0].authentication_factors), "oauth agent");
    assert_eq!(sandbox.snapshot().sessions, seed.sessions);
}

#[tokio::test]
async fn generated_sessions_are_of_apps_that_may_make_them() {
    let generate = Generate::new(7).users(100).organizations(5, 10).apps(8).sessions(40);
    let (sandbox, _) = start(Seed::new().generate(generate)).await;
    let seed = sandbox.snapshot();
    assert_eq!(seed.sessions.len(), 40);
    let full = seed.users.iter().flat_map(|user| &user.grants);
    let members = seed.organizations.iter().flat_map(|organization| &organization.members);
    let full = full.chain(members.flat_map(|member| &member.grants));
    let full: Vec<_> = full.filter(|grant| grant.scopes.ends_with(" full_access")).collect();
    assert_eq!(full.len(), 40);
    for grant in full {
        let app = seed.apps.iter().find(|app| app.client_id == grant.app).expect("an app");
        assert!(app.client_type.starts_with("first_party") && app.full_access_allowed, "{app:?}");
    }
    assert_eq!(seed.sessions.iter().filter(|session| session.factors.is_some()).count(), 10);
}

/// What happens to grants, in a model of one set.
#[derive(Debug, Clone)]
enum Step {
    Authorize { user: usize, app: usize },
    Revoke { user: usize, app: usize },
    Delete { app: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..3_usize, 0..4_usize).prop_map(|(user, app)| Step::Authorize { user, app }),
        3 => (0..3_usize, 0..4_usize).prop_map(|(user, app)| Step::Revoke { user, app }),
        1 => (0..4_usize).prop_map(|app| Step::Delete { app }),
    ];
    prop::collection::vec(step, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_calls_leaves_what_a_model_of_it_leaves(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let apps_of = |user: usize| format!("u{user}");
            let seed = (0..3).fold(Seed::new(), |seed, user| seed.user(apps_of(user)));
            let seed = (0..4).fold(seed, |seed, app| seed.app(App::new(format!("a{app}")).redirect_url(CALLBACK)));
            let (_sandbox, client) = start(seed).await;
            let (mut known, mut grants) = (BTreeSet::from([0, 1, 2, 3]), BTreeSet::new());
            for step in steps {
                let (succeeds, expected) = match step {
                    Step::Authorize { user, app } => {
                        let result = authorize(&client, &apps_of(user), &format!("a{app}")).await;
                        let is_known = known.contains(&app);
                        if is_known {
                            grants.insert((user, app));
                        }
                        (result.is_ok(), is_known)
                    }
                    Step::Revoke { user, app } => {
                        let call = client.revoke_user_connected_app().user_id(apps_of(user));
                        (call.connected_app_id(format!("a{app}")).await.is_ok(), grants.remove(&(user, app)))
                    }
                    Step::Delete { app } => {
                        let result = client.delete_connected_app_client().client_id(format!("a{app}")).await;
                        grants.retain(|(_, other)| *other != app);
                        (result.is_ok(), known.remove(&app))
                    }
                };
                assert_eq!(succeeds, expected);
                for user in 0..3 {
                    let listed: BTreeSet<_> = apps(&client, &apps_of(user)).await.into_iter().map(|(id, _)| id).collect();
                    let modelled = grants.iter().filter(|(other, _)| *other == user);
                    assert_eq!(listed, modelled.map(|(_, app)| format!("a{app}")).collect::<BTreeSet<_>>());
                }
            }
        });
    }
}
