use std::collections::BTreeSet;
use std::fmt;

use crate::output::counted;
use crate::record::aftermath::EndSessions;
use crate::record::results::Grant;
use crate::revoke::plan::Step;
use crate::revoke::sessions::ask;

/// How much a plan revokes, such as `3 grants of 2 people to 1 app, in 1 Organization`.
#[derive(Debug, PartialEq, Eq)]
pub struct Extent {
    grants: usize,
    people: usize,
    apps: usize,
    organizations: usize,
}

impl Extent {
    pub fn of(steps: &[Step]) -> Self {
        Self::of_grants(steps.iter().map(|step| &step.selected.grant))
    }

    fn of_grants<'a>(grants: impl Iterator<Item = &'a Grant> + Clone) -> Self {
        let people: BTreeSet<_> =
            grants.clone().map(|grant| (&grant.organization_id, &grant.person_id)).collect();
        let apps: BTreeSet<_> = grants.clone().map(|grant| &grant.app_id).collect();
        let organizations = people.iter().map(|(organization, _)| organization);
        let organizations: BTreeSet<_> = organizations.filter(|id| !id.is_empty()).collect();
        Self {
            grants: grants.count(),
            people: people.len(),
            apps: apps.len(),
            organizations: organizations.len(),
        }
    }
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [grants, people, apps] =
            [(self.grants, "grant", "grants"), (self.people, "person", "people"), (self.apps, "app", "apps")]
                .map(|(count, one, many)| counted(count, one, many));
        write!(f, "{grants} of {people} to {apps}, ")?;
        match self.organizations {
            0 => f.write_str("in no Organization"),
            count => write!(f, "in {}", counted(count, "Organization", "Organizations")),
        }
    }
}

/// The number of people whose sessions a plan looks for.
pub fn people_with_sessions(steps: &[Step], asked: Option<EndSessions>) -> usize {
    let looks = steps.iter().filter(|step| match &step.revocation {
        Some(revocation) => {
            let mut revocation = revocation.clone();
            ask::of_known(&mut revocation, step.had_full_access, asked);
            revocation.aftermath.has_open_sessions()
        }
        None => ask::of_new(step.had_full_access, asked) != EndSessions::None,
    });
    let grants = looks.map(|step| &step.selected.grant);
    grants.map(|grant| (&grant.organization_id, &grant.person_id)).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_apps_and_organizations_are_counted_once() {
        let grant = |app: &str, organization: &str, person: &str| Grant {
            app_id: app.to_owned(),
            organization_id: organization.to_owned(),
            person_id: person.to_owned(),
            scopes: String::new(),
        };
        let all = [grant("a", "", "p"), grant("b", "", "p"), grant("a", "o", "p"), grant("a", "o", "q")];
        for (count, expected) in [
            (1, "1 grant of 1 person to 1 app, in no Organization"),
            (2, "2 grants of 1 person to 2 apps, in no Organization"),
            (4, "4 grants of 3 people to 2 apps, in 1 Organization"),
        ] {
            assert_eq!(Extent::of_grants(all[..count].iter()).to_string(), expected);
        }
    }
}
