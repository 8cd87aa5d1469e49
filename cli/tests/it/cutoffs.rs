//! What a verifier is told of the revocations in a record.

use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use stytch_connected_apps::verify::{Cutoff, Recheck, TokenVerifier, VerifyError};
use stytch_connected_apps_sandbox::{App, Seed};

use crate::support::World;

fn seed() -> Seed {
    Seed::new().grant("user-1", App::new("agent"), "openid").grant("user-2", "agent", "openid").grant(
        ("acme", "member-1"),
        "agent",
        "openid",
    )
}

async fn revoked() -> World {
    let world = World::new(seed()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--user", "user-1", "--member", "acme/member-1", "--yes"]);
    world
}

fn cutoffs(world: &World) -> Vec<Cutoff> {
    let json = world.succeed(&["cutoffs", "r.sqlite"]);
    serde_json::from_str(&json).expect("a list of cutoffs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_that_never_asks_refuses_the_revoked_and_accepts_the_others_and_a_new_consent() {
    let world = World::new(seed()).await;
    let token = |person: &str| world.sandbox.consent(person, "agent").scopes("openid").tokens().access_token;
    let (old, other) = (token("user-1"), token("user-2"));
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--user", "user-1", "--yes"]);

    let client = world.sandbox.client().expect("valid");
    let verifier = TokenVerifier::builder(&client).recheck(Recheck::Never).cutoffs(cutoffs(&world));
    let verifier = verifier.build().expect("the settings are valid");
    let refused = verifier.verify(old.expose_secret()).await;
    assert!(matches!(refused, Err(VerifyError::Revoked)), "{refused:?}");
    assert_eq!(verifier.verify(other.expose_secret()).await.expect("granted").person(), "user-2");
    // The sandbox issues the next token in a later second.
    world.sandbox.advance(Duration::from_secs(2));
    let new = token("user-1");
    assert_eq!(verifier.verify(new.expose_secret()).await.expect("granted again").person(), "user-1");

    let without = TokenVerifier::builder(&client).recheck(Recheck::Never).build().expect("valid");
    assert!(without.verify(old.expose_secret()).await.is_ok(), "it is the cutoff that refuses");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cutoff_is_the_second_of_the_response_and_not_of_the_plan() {
    let world = revoked().await;
    world
        .record()
        .execute("UPDATE revocation SET planned_at = '2020-01-01T00:00:00.000Z'", [])
        .expect("written");
    let cutoffs = cutoffs(&world);
    let people: Vec<_> = cutoffs.iter().map(|cutoff| (&*cutoff.person, &*cutoff.app)).collect();
    assert_eq!(people, [("member-1", "agent"), ("user-1", "agent")]);
    for cutoff in cutoffs {
        let sql = format!("SELECT at FROM revocation WHERE person_id = '{}'", cutoff.person);
        let at: Timestamp = world.value::<String>(&sql).parse().expect("a time");
        let since = cutoff.at.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        assert_eq!(since.as_secs() as i64, at.as_second());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_gone_and_of_which_a_token_may_live_is_in_the_list() {
    let world = revoked().await;
    let ago = |hours: i64| format!("{:.3}", Timestamp::now() - SignedDuration::from_hours(hours));
    let people = || cutoffs(&world).into_iter().map(|cutoff| cutoff.person).collect::<Vec<_>>();
    let set = |sql: &str| _ = world.record().execute(sql, []).expect("written");
    // As if it had been a day, and longer than a token of the app lives.
    set(&format!("UPDATE revocation SET at = '{}' WHERE person_id = 'user-1'", ago(25)));
    assert_eq!(people(), ["member-1"]);
    set("UPDATE revocation SET access_token_minutes = 26 * 60 WHERE person_id = 'user-1'");
    assert_eq!(people(), ["member-1", "user-1"]);
    for (state, expected) in [
        ("planned", 1),
        ("sent", 1),
        ("failed", 1),
        ("revoked", 2),
        ("revoked_response_lost", 2),
        ("already_gone", 2),
    ] {
        set(&format!("UPDATE revocation SET state = '{state}' WHERE person_id = 'member-1'"));
        assert_eq!(people().len(), expected, "{state}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_revocations_the_last_one_counts() {
    let mut world = revoked().await;
    let hour_ago = Timestamp::now() - SignedDuration::from_hours(1);
    world.record().execute("UPDATE revocation SET at = ?1", [format!("{hour_ago:.3}")]).expect("written");
    let first = cutoffs(&world);
    world.reseed(seed()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--user", "user-1", "--yes"]);
    let last = cutoffs(&world);
    assert_eq!(last.len(), 2);
    assert!(last[1].at > first[1].at && last[0].at == first[0].at, "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_json_whatever_the_form_and_needs_no_credentials() {
    let world = revoked().await;
    let mut command = world.command(&["cutoffs", "r.sqlite", "--output", "csv"]);
    command.env_remove("STYTCH_SECRET").env_remove("STYTCH_PROJECT_ID");
    let ran = crate::support::ended(command);
    let list: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((list.len(), &list[0]["app"]), (2, &json!("agent")));
    let ran = world.run(&["cutoffs", "none.sqlite"]);
    assert_eq!((ran.code, &*ran.out), (Some(1), ""), "{ran:?}");
}
