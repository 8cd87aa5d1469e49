use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use stytch_connected_apps::types::Organization;

use crate::record::policy_changes::{Party, Policy};

const ALL_ALLOWED: &str = "ALL_ALLOWED";
const RESTRICTED: &str = "RESTRICTED";
const NOT_ALLOWED: &str = "NOT_ALLOWED";

impl Party {
    /// `None` for a type of app that is not known here.
    pub fn of(client_type: &str) -> Option<Self> {
        match client_type {
            "first_party" | "first_party_public" => Some(Self::First),
            "third_party" | "third_party_public" => Some(Self::Third),
            _ => None,
        }
    }

    /// In words, such as `third-party`.
    pub fn adjective(self) -> &'static str {
        match self {
            Self::First => "first-party",
            Self::Third => "third-party",
        }
    }

    fn type_field(self) -> String {
        format!("{}_connected_apps_allowed_type", self.as_str())
    }

    fn list_field(self) -> String {
        format!("allowed_{}_connected_apps", self.as_str())
    }
}

/// The change of a policy that blocks an app.
#[derive(Debug, PartialEq, Eq)]
pub enum Blocking {
    /// Nothing: the policy does not allow it.
    Blocked,
    To(Policy),
    /// The policy is of a type that nobody here knows.
    Unknown,
}

impl Policy {
    /// `None` if Stytch does not say.
    pub fn of(organization: &Organization, party: Party) -> Option<Self> {
        let (kind, apps) = match party {
            Party::First => (
                &organization.first_party_connected_apps_allowed_type,
                &organization.allowed_first_party_connected_apps,
            ),
            Party::Third => (
                &organization.third_party_connected_apps_allowed_type,
                &organization.allowed_third_party_connected_apps,
            ),
        };
        kind.as_ref().map(|kind| Self { kind: kind.to_string(), apps: apps.clone().into() })
    }

    /// `others` are all other apps of the party: there is no policy of all but one.
    pub fn block(&self, app: &str, others: &Arc<[String]>) -> Blocking {
        let restricted = |apps| Blocking::To(Self { kind: RESTRICTED.to_owned(), apps });
        match &*self.kind {
            ALL_ALLOWED => restricted(others.clone()),
            RESTRICTED if self.apps.iter().any(|allowed| allowed == app) => {
                restricted(self.apps.iter().filter(|allowed| *allowed != app).cloned().collect())
            }
            RESTRICTED | NOT_ALLOWED => Blocking::Blocked,
            _ => Blocking::Unknown,
        }
    }

    /// The apps of the party that the policy does not allow, or that it may not allow as its type is not known here.
    pub fn denied<'a>(&self, apps: &[&'a str]) -> Vec<&'a str> {
        let allowed: HashSet<&str> = match &*self.kind {
            ALL_ALLOWED => return Vec::new(),
            RESTRICTED => self.apps.iter().map(|app| &**app).collect(),
            _ => HashSet::new(),
        };
        apps.iter().copied().filter(|app| !allowed.contains(app)).collect()
    }

    /// Returns whether Stytch would treat both alike. A list has no order.
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.set() == other.set()
    }

    /// Names the field in which a policy differs from the one that is expected.
    pub fn difference(&self, expected: &Self, party: Party) -> String {
        if self.kind != expected.kind {
            return format!("{} is {}, not {}", party.type_field(), self.kind, expected.kind);
        }
        let (ours, theirs) = (self.set(), expected.set());
        let mut difference = Vec::new();
        for (word, apps) in [("more", &ours - &theirs), ("fewer", &theirs - &ours)] {
            let shown: Vec<&str> = apps.iter().take(SHOWN).map(|app| app.as_str()).collect();
            let rest = if apps.len() > SHOWN { " …" } else { "" };
            difference.extend(
                (!apps.is_empty()).then(|| format!("{} {word}: {}{rest}", apps.len(), shown.join(" "))),
            );
        }
        format!("{} has {}", party.list_field(), difference.join(", "))
    }

    fn set(&self) -> BTreeSet<&String> {
        self.apps.iter().collect()
    }
}

/// The most ids that a message lists.
const SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(kind: &str, apps: &[&str]) -> Policy {
        Policy { kind: kind.to_owned(), apps: apps.iter().map(|app| (*app).to_owned()).collect() }
    }

    #[test]
    fn an_app_is_blocked_by_a_list_of_the_others() {
        let others: Arc<[String]> = ["b", "c"].map(str::to_owned).into();
        let block = |policy: Policy| policy.block("a", &others);
        assert_eq!(block(policy(ALL_ALLOWED, &["x"])), Blocking::To(policy(RESTRICTED, &["b", "c"])));
        assert_eq!(block(policy(RESTRICTED, &["a", "x"])), Blocking::To(policy(RESTRICTED, &["x"])));
        assert_eq!(block(policy(RESTRICTED, &["x"])), Blocking::Blocked);
        assert_eq!(block(policy(NOT_ALLOWED, &["a"])), Blocking::Blocked);
        assert_eq!(block(policy("SOME", &[])), Blocking::Unknown);
    }

    #[test]
    fn a_policy_denies_what_it_is_not_known_to_allow() {
        let denied = |kind, apps: &[&str]| policy(kind, apps).denied(&["a", "b"]);
        assert!(denied(ALL_ALLOWED, &[]).is_empty());
        assert_eq!(denied(RESTRICTED, &["a"]), ["b"]);
        assert_eq!(denied(NOT_ALLOWED, &["a"]), ["a", "b"]);
        assert_eq!(denied("SOME", &["a"]), ["a", "b"]);
    }

    #[test]
    fn a_difference_names_the_field() {
        let expected = policy(RESTRICTED, &["a", "b"]);
        assert!(policy(RESTRICTED, &["b", "a"]).is_same(&expected));
        assert_eq!(
            policy(NOT_ALLOWED, &[]).difference(&expected, Party::First),
            "first_party_connected_apps_allowed_type is NOT_ALLOWED, not RESTRICTED"
        );
        assert_eq!(
            policy(RESTRICTED, &["b", "c"]).difference(&expected, Party::Third),
            "allowed_third_party_connected_apps has 1 more: c, 1 fewer: a"
        );
    }
}
