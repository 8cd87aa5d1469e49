//! One-line assertions.

use crate::known::expect_known;
use crate::sandbox::Sandbox;
use crate::seed::{Person, Seed};

impl Sandbox {
    /// Asserts how many requests of an operation the log has.
    ///
    /// # Panics
    ///
    /// If the count differs, with the log in the message; or if the document has no such operation.
    #[track_caller]
    pub fn assert_requests(&self, operation: &str, count: usize) {
        expect_known(operation);
        let all = self.shared.log.entries();
        let found = all.iter().filter(|entry| entry.operation_id() == Some(operation)).count();
        let shown = all.iter().map(|entry| {
            let status = entry.status.map_or("no response".to_owned(), |status| status.to_string());
            format!("\n  {} {}: {status}", entry.method, entry.path)
        });
        assert!(
            found == count,
            "{found} requests of `{operation}`, expected {count}. All requests:{}",
            shown.collect::<String>()
        );
    }

    /// Asserts that a User (by id) or a Member (by the ids of the Organization and the Member) has granted access to
    /// exactly these apps, in any order.
    ///
    /// # Panics
    ///
    /// If the apps differ, or if there is no such person.
    #[track_caller]
    pub fn assert_grants<'a>(&self, person: impl Into<Person>, apps: impl IntoIterator<Item = &'a str>) {
        let person = person.into();
        let seed = self.snapshot();
        let mut found = grants(&seed, &person).unwrap_or_else(|| panic!("the sandbox has no {person:?}"));
        let mut expected: Vec<&str> = apps.into_iter().collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert!(found == expected, "{person:?} has granted access to {found:?}, expected {expected:?}");
    }
}

fn grants<'a>(seed: &'a Seed, person: &Person) -> Option<Vec<&'a str>> {
    let grants = match person {
        Person::User(id) => &seed.users.iter().find(|user| user.user_id == *id)?.grants,
        Person::Member { organization, member } => {
            let organization =
                seed.organizations.iter().find(|other| other.organization_id == *organization)?;
            &organization.members.iter().find(|other| other.member_id == *member)?.grants
        }
    };
    Some(grants.iter().map(|grant| grant.app.as_str()).collect())
}
