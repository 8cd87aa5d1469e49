use std::collections::BTreeMap;

use crate::report::changes::{ChangeKind, GrantChange};

/// The changed grants to an app.
#[derive(Debug)]
pub struct ChangedApp<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    pub groups: Vec<ChangeGroup<'a>>,
}

/// Grants of Users, or of the Members of one Organization, with the same change. One row for the group has far fewer
/// elements than one for each, and so takes a browser far less time.
#[derive(Debug)]
pub struct ChangeGroup<'a> {
    pub change: ChangeKind,
    pub grants: Vec<&'a GrantChange>,
}

impl ChangedApp<'_> {
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.grants.len()).sum()
    }
}

impl ChangeGroup<'_> {
    /// The grant that stands for all of them.
    pub fn first(&self) -> &GrantChange {
        self.grants[0]
    }
}

/// Groups the changes, which come sorted by app.
pub fn by_app(changes: &[GrantChange]) -> Vec<ChangedApp<'_>> {
    let apps = changes.chunk_by(|one, other| one.app_id == other.app_id);
    apps.map(|grants| ChangedApp {
        app_id: &grants[0].app_id,
        app_name: &grants[0].app_name,
        groups: groups(grants),
    })
    .collect()
}

fn groups(grants: &[GrantChange]) -> Vec<ChangeGroup<'_>> {
    let mut groups = BTreeMap::<_, Vec<&GrantChange>>::new();
    for grant in grants {
        let GrantChange { change, organization_id, scopes, earlier_scopes, .. } = grant;
        groups.entry((*change, organization_id, scopes, earlier_scopes)).or_default().push(grant);
    }
    groups.into_iter().map(|((change, ..), grants)| ChangeGroup { change, grants }).collect()
}
