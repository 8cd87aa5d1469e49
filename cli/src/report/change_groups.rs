use std::collections::BTreeMap;

use crate::report::changes::{ChangeKind, GrantChange};
use crate::report::grants::sorted;
use crate::report::places::{Member, Place, places};

/// The changed grants to an app.
#[derive(Debug)]
pub struct ChangedApp<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    pub groups: Vec<ChangeGroup<'a>>,
}

/// Grants with the same change. One row for the group has far fewer elements than one for each, and so takes a browser
/// far less time.
#[derive(Debug)]
pub struct ChangeGroup<'a> {
    pub change: ChangeKind,
    /// In alphabetical order, as are those before.
    pub scopes: Option<Vec<&'a str>>,
    pub earlier_scopes: Option<Vec<&'a str>>,
    pub client_type: &'a str,
    pub earlier_client_type: Option<&'a str>,
    pub places: Vec<Place<'a>>,
}

impl ChangedApp<'_> {
    pub fn len(&self) -> usize {
        self.groups.iter().map(ChangeGroup::len).sum()
    }
}

impl ChangeGroup<'_> {
    pub fn len(&self) -> usize {
        self.places.iter().map(|place| place.members.len()).sum()
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
    let mut groups = BTreeMap::<_, Vec<Member<'_>>>::new();
    for grant in grants {
        let [scopes, earlier_scopes] =
            [&grant.scopes, &grant.earlier_scopes].map(|scopes| scopes.as_deref().map(sorted));
        let types = (&*grant.client_type, grant.earlier_client_type.as_deref());
        groups.entry((grant.change, scopes, earlier_scopes, types)).or_default().push(Member {
            organization_id: &grant.organization_id,
            organization: &grant.organization_name,
            id: &grant.person_id,
            name: &grant.name,
        });
    }
    let group = |((change, scopes, earlier_scopes, types), members)| {
        let ((client_type, earlier_client_type), places) = (types, places(members));
        ChangeGroup { change, scopes, earlier_scopes, client_type, earlier_client_type, places }
    };
    groups.into_iter().map(group).collect()
}
