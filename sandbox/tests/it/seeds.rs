//! What a sandbox starts from, and what it makes of any sequence of calls.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
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
