use std::collections::BTreeMap;

use crate::record::revocations::RevocationState;
use crate::report::evidence::FailedCall;
use crate::report::revoked::Revoked;

/// The outcomes of an app's revocations.
#[derive(Debug)]
pub struct Outcomes<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    pub groups: Vec<Group<'a>>,
}

/// Grants of Users, or of the Members of one Organization, with the same outcome. One row for the group has far
/// fewer elements than one for each, and so takes a browser far less time.
#[derive(Debug)]
pub struct Group<'a> {
    pub state: RevocationState,
    pub organization_id: &'a str,
    pub revocations: Vec<&'a Revoked>,
}

impl Outcomes<'_> {
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.revocations.len()).sum()
    }
}

/// By app, outcome and Organization; each group in the order of the revocations.
pub fn by_app(revocations: &[Revoked]) -> Vec<Outcomes<'_>> {
    let mut groups = BTreeMap::<_, Vec<&Revoked>>::new();
    for revoked in revocations {
        let (of, state) = (&revoked.revocation.of, revoked.revocation.state);
        let place = (&of.app_name, &of.grant.app_id, state, &of.grant.organization_id);
        groups.entry(place).or_default().push(revoked);
    }
    let mut all: Vec<Outcomes> = Vec::new();
    for ((app_name, app_id, state, organization_id), revocations) in groups {
        if all.last().is_none_or(|last| last.app_id != app_id) {
            all.push(Outcomes { app_id, app_name, groups: Vec::new() });
        }
        let group = Group { state, organization_id, revocations };
        all.last_mut().expect("pushed").groups.push(group);
    }
    all
}

/// The number of revocations with each outcome.
pub fn states(revocations: &[Revoked]) -> BTreeMap<RevocationState, usize> {
    let mut states = BTreeMap::new();
    for revoked in revocations {
        *states.entry(revoked.revocation.state).or_default() += 1;
    }
    states
}

/// The failed calls, by the kind of their subject.
pub fn by_kind(failed: &[FailedCall]) -> Vec<(&'static str, &[FailedCall])> {
    let kinds = failed.chunk_by(|one, other| one.kind == other.kind);
    kinds.map(|calls| (plural(&calls[0].kind), calls)).collect()
}

fn plural(kind: &str) -> &'static str {
    match kind {
        "user" => "Users",
        "organization" => "Organizations",
        "member" => "Members",
        _ => "Apps of Organizations",
    }
}
