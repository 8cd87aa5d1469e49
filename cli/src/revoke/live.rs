//! The grants of a selection that Stytch lists now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
use crate::revoke::selection::{Found, Selection};

const CONCURRENCY: usize = 64;

/// Gives the Organizations of a selection the ids that the API has for them, as an id, a slug or an external id may be
/// given.
pub async fn resolve_organizations(
    client: &Client,
    gate: &Arc<Gate>,
    selection: &mut Selection,
    left: &People,
) -> Result<(), Failure> {
    let given = selection.members.iter().map(|(organization, _)| organization);
    let given: BTreeSet<String> = given.chain(&selection.organizations).cloned().collect();
    let calls = client.fan_out(CONCURRENCY, given, |client, id| {
        paced(gate, client.get_organization().organization_id(&**id))
    });
    let ids: BTreeMap<String, String> = calls
        .map(|(given, response)| match response {
            Ok(response) => Ok((given, response.organization.organization_id)),
            Err(error)
                if Missing::of(&error).is_some()
                    && left.iter().any(|(organization, _)| *organization == given) =>
            {
                Ok((given.clone(), given))
            }
            Err(error) => Err(error),
        })
        .try_collect()
        .await?;
    let id = |given: &String| ids.get(given).unwrap_or(given).clone();
    selection.organizations = selection.organizations.iter().map(id).collect();
    selection.members =
        selection.members.iter().map(|(organization, member)| (id(organization), member.clone())).collect();
    selection.check_members()
}

/// The grants of the people that a selection names.
pub async fn select(
    client: &Client,
    gate: &Arc<Gate>,
    selection: &Selection,
    left: &People,
) -> Result<Vec<Found>, Failure> {
    if !selection.names_people() {
        return Err(Failure::usage(
            "Stytch has no list of an app's Users; say whose grants to revoke with --user, --member or --organization, \
             or run `stytch-apps review` and leave --live out",
        ));
    }
    let users = client.fan_out(CONCURRENCY, selection.users.clone(), |client, user| {
        paced(gate, client.get_user_connected_apps().user_id(&**user))
    });
    let users = users.map(|(user, response)| listed(response, left, (String::new(), user)));
    let members = client.fan_out(CONCURRENCY, selection.members.clone(), |client, (organization, member)| {
        let call = client.get_member_connected_apps().organization_id(&**organization);
        paced(gate, call.member_id(&**member))
    });
    let members = members.map(|(member, response)| listed(response, left, member));
    let lists: Vec<Vec<NamedGrant>> = users.chain(members).try_collect().await.map_err(explained)?;
    let mut all = lists.concat();
    all.extend(of_organizations(client, gate, selection, left).await?);
    all.retain(|selected| selection.has(&selected.grant));
    name(client, gate, &mut all).await;
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
        true => failure.and(
            "--user and --member take ids; `stytch-apps call search_users` and `get_member --email-address` find them",
        ),
        false => failure,
    }
}

/// The grants of the Organizations' Members.
async fn of_organizations(
    client: &Client,
    gate: &Arc<Gate>,
    selection: &Selection,
    left: &People,
) -> Result<Vec<NamedGrant>, Failure> {
    let lists = client.fan_out(CONCURRENCY, selection.organizations.clone(), |client, organization| {
        paced(gate, client.list_organization_connected_apps().organization_id(&**organization))
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
        paced(gate, call.connected_app_id(&**app))
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

/// A call that waits for its turn.
fn paced<C, T>(gate: &Arc<Gate>, call: C) -> impl Future<Output = Result<T, Error>> + Send + 'static
where
    C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send> + Send + 'static,
{
    let gate = gate.clone();
    async move {
        gate.pass().await;
        call.await
    }
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
