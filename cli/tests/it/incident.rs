//! An app turns out bad: from the review to the block, whatever happens meanwhile.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use stytch_connected_apps_sandbox::{App, Seed, Session};

use crate::support::World;

/// The commands of an incident, in the manual's order.
const INCIDENT: [&[&str]; 4] = [
    &["review", "r.sqlite"],
    &["revoke", "r.sqlite", "--app", "bad", "--yes"],
    &["block", "r.sqlite", "--app", "bad", "--all", "--yes"],
    &["review", "r.sqlite", "--new"],
];

/// A bad app with 60 Users and 240 Members of 12 Organizations, and with 40 sessions. In 4 of these the person has signed
/// in as well. Another app has some of the same people.
fn seed() -> Seed {
    let mut seed = Seed::new().app(App::new("bad")).app(App::new("good"));
    let mut sessions = 0;
    let mut people = 0;
    let mut add = |mut seed: Seed, organization: Option<usize>, person: usize| {
        people += 1;
        let id = match organization {
            Some(organization) => format!("member-{organization}-{person}"),
            None => format!("user-{person}"),
        };
        let of = organization.map(|organization| format!("organization-{organization:02}"));
        for (app, scopes) in [("bad", "openid full_access"), ("good", "openid")] {
            if app == "good" && people % 5 > 0 {
                continue;
            }
            seed = match &of {
                Some(of) => seed.grant((of.as_str(), id.as_str()), app, scopes),
                None => seed.grant(id.as_str(), app, scopes),
            };
        }
        if people % 7 == 0 && sessions < 40 {
            sessions += 1;
            let token = format!("session-token-{people}");
            let session = match &of {
                Some(of) => Session::new(token, (of.as_str(), id.as_str())),
                None => Session::new(token, id.as_str()),
            };
            let session = session.app("bad");
            seed = seed.session(if sessions % 10 == 0 { session.factor("password") } else { session });
        }
        seed
    };
    for person in 0..60 {
        seed = add(seed, None, person);
    }
    for organization in 0..12 {
        for person in 0..20 {
            seed = add(seed, Some(organization), person);
        }
    }
    seed
}

async fn world() -> World {
    World::with(seed(), |builder| builder.latency(Duration::from_millis(10))).await
}

/// The contents of the record and the sandbox in the end, without times and the ids of requests.
fn ending(world: &World) -> BTreeSet<String> {
    let record = world.record();
    let mut ending = BTreeSet::new();
    for sql in [
        "SELECT 'found ' || review || ' ' || app_id || ' ' || organization_id || ' ' || person_id || ' ' || scopes FROM granted
         WHERE review IN (SELECT max(review) FROM review UNION SELECT 1)",
        "SELECT 'revoked ' || app_id || ' ' || organization_id || ' ' || person_id || ' '
             || replace(state, '_response_lost', '') || (verified_at IS NOT NULL) || (dead_by IS NOT NULL) FROM revocation",
        "SELECT 'session ' || organization_id || ' ' || person_id || ' ' || factors || ' '
             || replace(state, '_response_lost', '') || (verified_at IS NOT NULL) FROM session",
        "SELECT 'policy ' || organization_id || ' ' || before_type || ' ' || after_type || ' ' || after_list || ' '
             || replace(state, '_response_lost', '') || (verified_at IS NOT NULL) FROM policy_change",
    ] {
        let mut select = record.prepare(sql).expect("valid");
        let rows = select.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        ending.extend(rows.map(|row| row.expect("a row")));
    }
    let seed = world.sandbox.snapshot();
    ending.extend(world.granted().into_iter().map(|grant| format!("granted {grant:?}")));
    ending.extend(seed.sessions.iter().map(|session| format!("open {}", session.person)));
    ending.extend(seed.organizations.iter().map(|organization| {
        let (kind, list) = (
            &organization.first_party_connected_apps_allowed_type,
            &organization.allowed_first_party_connected_apps,
        );
        format!("allows {} {kind} {list:?}", organization.organization_id)
    }));
    ending
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_killed_at_random_moments_ends_as_one_that_was_not() {
    let whole = world().await;
    for command in INCIDENT {
        whole.succeed(command);
    }
    let expected = ending(&whole);
    let count = |beginning: &str| expected.iter().filter(|line| line.starts_with(beginning)).count();
    assert_eq!((count("found 1 bad "), count("found 2 bad "), count("revoked bad ")), (300, 0, 300));
    let ended =
        expected.iter().filter(|line| line.starts_with("session ") && line.ends_with("revoked1")).count();
    assert_eq!((count("session "), ended, count("open ")), (40, 36, 4));
    assert_eq!((count("policy "), count("allows ")), (12, 12));
    let blocked = |line: &&String| line.starts_with("allows ") && line.ends_with(r#"RESTRICTED ["good"]"#);
    assert_eq!(expected.iter().filter(blocked).count(), 12);

    let killed = world().await;
    let mut random = fastrand::Rng::with_seed(26);
    let mut kills = 0;
    for (at, command) in INCIDENT.into_iter().enumerate() {
        // A new review would begin at each start.
        for _ in 0..if at == 3 { 0 } else { 4 } {
            let before = killed.sandbox.requests().len();
            let requests = random.usize(1..60);
            let mut child = killed.start(&[command, &["--rate", "300/s"]].concat());
            let start = Instant::now();
            while killed.sandbox.requests().len() < before + requests
                && child.try_wait().expect("a child").is_none()
                && start.elapsed() < Duration::from_secs(30)
            {
                sleep(Duration::from_millis(2));
            }
            sleep(Duration::from_millis(random.u64(..30)));
            kills += usize::from(child.try_wait().expect("a child").is_none());
            child.kill().expect("it can be killed");
            child.wait().expect("it has run");
            // Requests that were in flight may still arrive.
            sleep(Duration::from_millis(50));
            let checked = killed.run(&["verify-record", "r.sqlite"]);
            assert!(!checked.err.contains("not as it was written"), "{checked:?}");
        }
        // A review that was complete before it was killed is followed by another.
        if at > 0 || killed.value::<i64>("SELECT count(*) FROM complete_reviews") == 0 {
            killed.succeed(command);
        }
    }
    assert!(kills >= 6, "only {kills} commands were killed before their end");
    let renumbered = |line: &String| match line.strip_prefix("found ") {
        Some(found) if !found.starts_with("1 ") => {
            format!("found 2 {}", found.split_once(' ').expect("a number").1)
        }
        _ => line.clone(),
    };
    assert_eq!(ending(&killed).iter().map(renumbered).collect::<BTreeSet<_>>(), expected);
    let checked = killed.succeed(&["verify-record", "r.sqlite", "--output", "json"]);
    assert!(checked.contains("unchanged_since"), "{checked}");
    let report = killed.succeed(&["report", "r.sqlite", "--since", "1", "--output", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["change_totals"]["gone_grants"], 300, "{}", report["change_totals"]);
}
