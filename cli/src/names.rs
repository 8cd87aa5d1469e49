//! The names of people: an email address, or else a name.

use std::collections::{BTreeSet, HashMap};

use stytch_connected_apps::types::{
    Member, SearchMembersQuery, SearchMembersRequest, SearchOperand, SearchUsersQuery, User,
};
use stytch_connected_apps::{Client, Error};

use crate::job::gate::Gate;
use crate::missing::Missing;

/// The Organization, which is empty for a User, and the User or the Member.
pub type Person = (String, String);

pub type People = BTreeSet<Person>;

pub type Names = HashMap<Person, String>;

/// The most people whom one search names: the size of a page, as Stytch documents no limit.
pub const AT_ONCE: usize = 100;

pub fn of_user(user: User) -> String {
    if let Some(email) = user.emails.into_iter().find_map(|email| email.email) {
        return email;
    }
    let name = user.name.unwrap_or_default();
    let names = [name.first_name, name.middle_name, name.last_name];
    let names = names.into_iter().flatten().filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" ")
}

fn of_member(member: Member) -> String {
    member.email_address.filter(|email| !email.is_empty()).or(member.name).unwrap_or_default()
}

/// The names of up to [`AT_ONCE`] Users.
pub async fn users(client: &Client, users: &[Person]) -> Result<Names, Error> {
    let ids: Vec<String> = users.iter().map(|(_, user)| user.clone()).collect();
    let are_these = SearchOperand::builder().filter_name("user_id").filter_value(ids);
    let query = SearchUsersQuery::builder().operator("AND").operands([are_these]);
    let page = client.search_users().body_map(|body| body.query(query)).await?;
    Ok(page.results.into_iter().map(|user| ((String::new(), user.user_id.clone()), of_user(user))).collect())
}

/// The names of up to [`AT_ONCE`] Members, in the order of their Organizations.
///
/// An Organization that has been deleted fails the search for the others too, so then each is searched alone. The gate
/// has been passed for the first search.
pub async fn members(client: &Client, gate: &Gate, members: &[Person]) -> Result<Names, Error> {
    match search_members(client, members).await {
        Err(error) if Missing::of(&error) == Some(Missing::Organization) => {}
        found => return found,
    }
    let mut names = Names::new();
    for members in members.chunk_by(|one, other| one.0 == other.0) {
        gate.pass().await;
        match search_members(client, members).await {
            Err(error) if Missing::of(&error) == Some(Missing::Organization) => {}
            found => names.extend(found?),
        }
    }
    Ok(names)
}

/// Asks for the Members by their ids, as their Organizations may have many others.
async fn search_members(client: &Client, members: &[Person]) -> Result<Names, Error> {
    let organizations: BTreeSet<&String> = members.iter().map(|(organization, _)| organization).collect();
    let ids: Vec<String> = members.iter().map(|(_, member)| member.clone()).collect();
    let are_these = SearchOperand::builder().filter_name("member_ids").filter_value(ids);
    let body = SearchMembersRequest::builder()
        .organization_ids(organizations.into_iter().cloned().collect::<Vec<_>>())
        .query(SearchMembersQuery::builder().operator("AND").operands([are_these]));
    let page = client.search_members().body(body).await?;
    let named = page.members.into_iter().map(|member| {
        let person = (member.organization_id.clone(), member.member_id.clone());
        (person, of_member(member))
    });
    Ok(named.collect())
}
