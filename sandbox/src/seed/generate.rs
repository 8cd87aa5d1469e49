use serde::{Deserialize, Serialize};

use crate::seed::generate_sessions;
use crate::seed::{App, Grant, Member, Organization, Seed, User};

/// How much data to generate. The same settings always generate the same data.
///
/// ```
/// use stytch_connected_apps_sandbox::{Generate, Seed};
///
/// let seed = Seed::new().generate(Generate::new(7).users(5_000).apps(20));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Generate {
    /// The seed of the random numbers.
    pub seed: u64,
    /// How many Users, `user-1` and so on.
    pub users: usize,
    /// How many Organizations, `organization-1` and so on.
    pub organizations: usize,
    /// How many Members each Organization has: `member-1-1` is the first one of `organization-1`.
    pub members: usize,
    /// How many apps, `app-1` and so on. Half of all grants are to the first
    /// two, half of the rest to the next two, and so on.
    pub apps: usize,
    /// The most grants that a person has. Each person has between none and this many.
    pub grants: usize,
    /// How many sessions apps have made, if as many grants to first-party apps are generated. Each of these grants gets
    /// the scope `full_access`, and every fourth session has a password as well.
    pub sessions: usize,
}

impl Default for Generate {
    fn default() -> Self {
        Self { seed: 0, users: 0, organizations: 0, members: 10, apps: 10, grants: 4, sessions: 0 }
    }
}

impl Generate {
    /// No people, but 10 apps, 10 Members in each Organization, and up to 4 grants of each person.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Sets how many Users there are.
    #[must_use]
    pub fn users(mut self, users: usize) -> Self {
        self.users = users;
        self
    }

    /// Sets how many Organizations there are, and how many Members in each.
    #[must_use]
    pub fn organizations(mut self, organizations: usize, members: usize) -> Self {
        (self.organizations, self.members) = (organizations, members);
        self
    }

    /// Sets how many apps there are.
    #[must_use]
    pub fn apps(mut self, apps: usize) -> Self {
        self.apps = apps;
        self
    }

    /// Sets the most grants that a person has.
    #[must_use]
    pub fn grants(mut self, grants: usize) -> Self {
        self.grants = grants;
        self
    }

    /// Sets how many sessions apps have made.
    #[must_use]
    pub fn sessions(mut self, sessions: usize) -> Self {
        self.sessions = sessions;
        self
    }

    /// Adds the generated data. The error names a number that is too large: a typo must not take all memory.
    pub(super) fn add_to(&self, seed: &mut Seed) -> Result<(), String> {
        let people = self.organizations.saturating_mul(self.members).saturating_add(self.users);
        for (what, number, most) in [
            ("people", people.saturating_add(self.organizations), 5_000_000),
            ("apps", self.apps, 1_000_000),
            ("grants of each person", self.grants, 1_000),
            ("sessions", self.sessions, 1_000_000),
            ("grants", people.saturating_mul(self.grants), 20_000_000),
        ] {
            if number > most {
                return Err(format!("generate: {number} {what}; at most {most} can be generated"));
            }
        }
        let mut random = fastrand::Rng::with_seed(self.seed);
        seed.apps.extend((1..=self.apps).map(app));
        for number in 1..=self.users {
            let mut user = User::new(format!("user-{number}")).email(format!("user-{number}@example.com"));
            user.grants = self.some_grants(&mut random);
            seed.users.push(user);
        }
        for number in 1..=self.organizations {
            let mut organization = Organization::new(format!("organization-{number}"));
            organization.members.extend((1..=self.members).map(|member| {
                let id = format!("member-{number}-{member}");
                let mut member = Member::new(&*id).email(format!("{id}@example.com"));
                member.grants = self.some_grants(&mut random);
                member
            }));
            seed.organizations.push(organization);
        }
        generate_sessions::add(seed, self.sessions, &mut random);
        Ok(())
    }

    fn some_grants(&self, random: &mut fastrand::Rng) -> Vec<Grant> {
        const SCOPES: [&str; 3] = ["openid", "openid profile email", "openid offline_access"];
        let mut grants: Vec<Grant> = Vec::new();
        if self.apps == 0 {
            return grants;
        }
        for _ in 0..random.usize(0..=self.grants) {
            // Half of them to the first two apps, half of the rest to the next two, and so on.
            let pair = random.u32(1..).leading_zeros() as usize;
            let popular = 2 * pair + random.usize(..2);
            let at = if popular < self.apps { popular } else { random.usize(..self.apps) };
            let app = format!("app-{}", at + 1);
            if grants.iter().all(|grant| grant.app != app) {
                grants.push(Grant { app, scopes: SCOPES[random.usize(..SCOPES.len())].to_owned() });
            }
        }
        grants
    }
}

fn app(number: usize) -> App {
    const TYPES: [&str; 4] = ["first_party", "third_party", "third_party_public", "first_party_public"];
    App::new(format!("app-{number}")).client_type(TYPES[(number - 1) % TYPES.len()])
}
