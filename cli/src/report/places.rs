/// A person in a list.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Empty for a User.
    pub organization_id: &'a str,
    pub organization: &'a str,
    pub id: &'a str,
    /// Empty if the record knows none.
    pub name: &'a str,
}

/// Users, or the Members of one Organization.
#[derive(Debug)]
pub struct Place<'a> {
    pub members: Vec<Member<'a>>,
}

impl Place<'_> {
    /// The member who stands for all of them.
    pub fn first(&self) -> &Member<'_> {
        &self.members[0]
    }
}

/// Groups people by their Organizations, Users first, all sorted by name.
pub fn places(mut members: Vec<Member<'_>>) -> Vec<Place<'_>> {
    members.sort_by_cached_key(|member| {
        let Member { organization_id, organization, id, name } = *member;
        let title = if name.is_empty() { id } else { name };
        // The id of a User's Organization is empty, and so comes first.
        (!organization_id.is_empty(), organization.to_lowercase(), organization_id, title.to_lowercase(), id)
    });
    let places = members.chunk_by(|one, other| one.organization_id == other.organization_id);
    places.map(|members| Place { members: members.to_vec() }).collect()
}
