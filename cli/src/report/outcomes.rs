use std::collections::BTreeMap;

use crate::record::revocations::RevocationState;
use crate::report::revoked::Revoked;

/// The outcomes of an app's revocations.
#[derive(Debug)]
pub struct Outcomes<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    pub revocations: Vec<&'a Revoked>,
}

impl Outcomes<'_> {
    pub fn states(&self) -> BTreeMap<RevocationState, usize> {
        states(self.revocations.iter().copied())
    }
}

/// By app, outcome, Organization and person.
pub fn by_app(revocations: &[Revoked]) -> Vec<Outcomes<'_>> {
    let mut all: Vec<&Revoked> = revocations.iter().collect();
    all.sort_by_cached_key(|revoked| {
        let (of, state) = (&revoked.revocation.of, revoked.revocation.state);
        let person = (of.name.to_lowercase(), &of.grant.person_id);
        (of.app_name.to_lowercase(), &of.grant.app_id, state, &of.grant.organization_id, person)
    });
    let app_id = |revoked: &Revoked| revoked.revocation.of.grant.app_id.clone();
    let apps = all.chunk_by(|one, other| app_id(one) == app_id(other));
    apps.map(|revocations| {
        let of = &revocations[0].revocation.of;
        Outcomes { app_id: &of.grant.app_id, app_name: &of.app_name, revocations: revocations.to_vec() }
    })
    .collect()
}

/// The number of revocations with each outcome.
pub fn states<'a>(revocations: impl IntoIterator<Item = &'a Revoked>) -> BTreeMap<RevocationState, usize> {
    let mut states = BTreeMap::new();
    for revoked in revocations {
        *states.entry(revoked.revocation.state).or_default() += 1;
    }
    states
}
