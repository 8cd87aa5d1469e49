use std::collections::HashSet;

use crate::seed::{Grant, Person, Seed, Session};

/// Of so many sessions, the person has signed in to one.
const SIGNED_IN: usize = 4;

/// Adds sessions that apps made, for grants that are chosen at random. Only first-party apps can make any.
pub(super) fn add(seed: &mut Seed, sessions: usize, random: &mut fastrand::Rng) {
    if sessions == 0 {
        return;
    }
    let first_party = seed.apps.iter_mut().filter(|app| !app.is_third_party());
    let apps: HashSet<String> = first_party
        .map(|app| {
            app.full_access_allowed = true;
            app.client_id.clone()
        })
        .collect();
    let mut grants: Vec<(Person, &mut Grant)> = Vec::new();
    for user in &mut seed.users {
        let person = Person::User(user.user_id.clone());
        grants.extend(user.grants.iter_mut().map(|grant| (person.clone(), grant)));
    }
    for organization in &mut seed.organizations {
        for member in &mut organization.members {
            let person = Person::from((&*organization.organization_id, &*member.member_id));
            grants.extend(member.grants.iter_mut().map(|grant| (person.clone(), grant)));
        }
    }
    grants.retain(|(_, grant)| apps.contains(&grant.app));
    random.shuffle(&mut grants);
    for (number, (person, grant)) in grants.into_iter().take(sessions).enumerate() {
        grant.scopes.push_str(" full_access");
        let session = Session::new(format!("session-token-{}", number + 1), person).app(&grant.app);
        seed.sessions.push(match number % SIGNED_IN {
            0 => session.factor("password"),
            _ => session,
        });
    }
}
