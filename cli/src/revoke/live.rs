//! The grants of a selection that Stytch lists now.

use futures_util::{StreamExt, TryStreamExt};
use stytch_connected_apps::types::ConnectedAppsResponse;
use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::missing::Missing;
use crate::names::{self, Names, People, Person};
use crate::output::note;
use crate::record::results::Grant;
use crate::record::revocations::NamedGrant;
use crate::revoke::found::Found;
use crate::revoke::search::Search;
use crate::selection::Selection;

const CONCURRENCY: usize = 64;

/// The grants of the people that a selection names.
pub async fn select(
    search: &Search<'_>,
    selection: &Selection,
    left: &People,
) -> Result<Vec<Found>, Failure> {
    let client = search.client;
    let users = client.fan_out(CONCURRENCY, selection.users.clone(), |client, user| {
        search.paced(client.get_user_connected_apps().user_id(&**user))
    });
    let users = users.map(|(user, response)| listed(response, left, (String::new(), user)));
    let members = client.fan_out(CONCURRENCY, selection.members.clone(), |client, (organization, member)| {
        let call = client.get_member_connected_apps().organization_id(&**organization);
        search.paced(call.member_id(&**member))
    });
    let members = members.map(|(member, response)| listed(response, left, member));
    let lists: Vec<Vec<NamedGrant>> = users.chain(members).try_collect().await.map_err(explained)?;
    let mut all = lists.concat();
    all.extend(of_organizations(search, selection, left).await?);
    all.retain(|selected| selection.has(&selected.grant));
    name(client, search.gate, &mut all).await;
    Ok(all.into_iter().map(|grant| Found { grant, at: None }).collect())
}

/// Adds the names of the people. Their grants can be revoked without.
async fn name(client: &Client, gate: &Gate, all: &mut [NamedGrant]) {
    let people: People = all.iter().map(person).collect();
    let (users, members): (Vec<Person>, Vec<Person>) =
        people.into_iter().partition(|(organization, _)| organization.is_empty());
    let mut known = Names::new();
    for users in users.chunks(names::AT_ONCE) {
        gate.pass().await;
        known.extend(named(names::users(client, users).await));
    }
    for members in members.chunks(names::AT_ONCE) {
        gate.pass().await;
        known.extend(named(names::members(client, gate, members).await));
    }
    for selected in all {
        selected.name = known.get(&person(selected)).cloned().unwrap_or_default();
    }
}

fn person(selected: &NamedGrant) -> Person {
    (selected.grant.organization_id.clone(), selected.grant.person_id.clone())
}

fn named(found: Result<Names, Error>) -> Names {
    found.unwrap_or_else(|error| {
        note!("warning: some names are missing: {error}");
        Names::new()
    })
}

/// Adds a hint to an unknown id, as an email address may be given for one.
fn explained(error: Error) -> Failure {
    let is_unknown = error.is_not_found();
    let failure = Failure::from(error);
    match is_unknown {
        true => failure.and("--user and --member take ids, and --email takes an email address"),
        false => failure,
    }
}

/// The grants of the Organizations' Members.
async fn of_organizations(
    search: &Search<'_>,
    selection: &Selection,
    left: &People,
) -> Result<Vec<NamedGrant>, Failure> {
    let client = search.client;
    let lists = client.fan_out(CONCURRENCY, selection.organizations.clone(), |client, organization| {
        search.paced(client.list_organization_connected_apps().organization_id(&**organization))
    });
    let lists = lists.map(|(organization, list)| match list {
        Ok(list) => Ok((organization, list.connected_apps)),
        Err(error)
            if Missing::of(&error).is_some() && left.iter().any(|(known, _)| *known == organization) =>
        {
            Ok((organization, Vec::new()))
        }
        Err(error) => Err(error),
    });
    let lists: Vec<_> = lists.try_collect().await?;
    let apps = lists.into_iter().flat_map(|(organization, apps)| {
        apps.into_iter().map(move |app| (organization.clone(), app.connected_app_id))
    });
    let apps = apps.filter(|(_, app)| selection.apps.is_empty() || selection.apps.contains(app));
    let calls = client.fan_out(CONCURRENCY, apps.collect::<Vec<_>>(), |client, (organization, app)| {
        let call = client.get_organization_connected_app().organization_id(&**organization);
        search.paced(call.connected_app_id(&**app))
    });
    let grants = calls.map(|((organization, _), response)| match response {
        Ok(app) => Ok(app
            .active_members
            .into_iter()
            .map(|member| NamedGrant {
                grant: Grant {
                    app_id: app.connected_app_id.clone(),
                    organization_id: organization.clone(),
                    person_id: member.member_id,
                    scopes: member.granted_scopes.join(" "),
                },
                app_name: app.name.clone(),
                name: String::new(),
            })
            .collect()),
        // The last Member has left it since.
        Err(error) if Missing::of(&error) == Some(Missing::App) => Ok(Vec::new()),
        Err(error) => Err(error),
    });
    Ok(grants.try_collect::<Vec<Vec<_>>>().await?.concat())
}

/// The grants of a person. A person who is gone has none, if the record has an unfinished revocation for them.
fn listed(
    response: Result<ConnectedAppsResponse, Error>,
    left: &People,
    person: Person,
) -> Result<Vec<NamedGrant>, Error> {
    let apps = match response {
        Ok(response) => response.connected_apps,
        Err(error) if Missing::of(&error).is_some() && left.contains(&person) => Vec::new(),
        Err(error) => return Err(error),
    };
    let (organization_id, person_id) = person;
    let named = apps.into_iter().map(|app| NamedGrant {
        grant: Grant {
            app_id: app.connected_app_id,
            organization_id: organization_id.clone(),
            person_id: person_id.clone(),
            scopes: app.scopes_granted,
        },
        app_name: app.name,
        name: String::new(),
    });
    Ok(named.collect())
}
