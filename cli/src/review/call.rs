use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use stytch_connected_apps::types::{
    ConnectedAppsResponse, Member, Organization, OrganizationConnectedAppResponse,
    OrganizationConnectedAppsResponse, SearchMembersQuery, SearchMembersRequest, SearchOperand, User,
};
use stytch_connected_apps::{Client, Error};

use crate::job::Gate;
use crate::record::queue::{Kind, Search, Subject};
use crate::record::results::{App, Grant};

/// How many items a page has: as many as Stytch allows.
const PAGE_LIMIT: i32 = 1000;

/// How many Members a call names. Stytch documents no limit, so it is what a page has by default.
pub const MEMBERS: usize = 100;

/// What a review calls for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    Search(Search),
    Subject(Subject),
    /// Members, in the order of their Organizations, whose names one call finds.
    Members(Vec<Subject>),
}

/// What a call found.
#[derive(Debug)]
pub enum Found {
    Page(Page),
    /// The apps of a User, or of an app's Members.
    Grants {
        apps: Vec<App>,
        grants: Vec<Grant>,
        request_id: Option<String>,
    },
    /// The apps of an Organization.
    Apps {
        id: String,
        name: String,
        apps: Vec<App>,
        request_id: Option<String>,
    },
    /// The names of Members, by the ids of their Organizations and their own.
    Names(Names),
}

pub type Names = HashMap<(String, String), String>;

/// A page of a search.
#[derive(Debug)]
pub struct Page {
    pub subjects: Vec<Subject>,
    pub next: Option<String>,
    /// How many there are on all pages together, if the API says so.
    pub total: Option<u64>,
}

/// Makes the call for an item.
pub async fn call(client: Client, gate: Arc<Gate>, item: Item) -> Result<Found, Error> {
    let subject = match item {
        Item::Search(search) => return page(&client, search).await,
        Item::Members(members) => return names(&client, &gate, &members).await.map(Found::Names),
        Item::Subject(subject) => subject,
    };
    match subject.kind {
        Kind::User => {
            let apps = client.get_user_connected_apps().user_id(&*subject.id).await?;
            Ok(of_user(subject.id, apps))
        }
        Kind::Organization => organization(&client, &gate, subject).await,
        Kind::OrganizationApp => {
            let call = client.get_organization_connected_app();
            let call = call.organization_id(&*subject.organization_id).connected_app_id(&*subject.id);
            Ok(of_members(subject.organization_id, call.await?))
        }
        Kind::Member => names(&client, &gate, &[subject]).await.map(Found::Names),
    }
}

async fn page(client: &Client, search: Search) -> Result<Found, Error> {
    let cursor = search.cursor;
    let (subjects, results) = match search.kind {
        Kind::User => {
            let call = client.search_users().body_map(|body| body.limit(PAGE_LIMIT).cursor(cursor));
            let page = call.await?;
            (page.results.into_iter().map(user).collect(), page.results_metadata)
        }
        _ => {
            let call = client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT).cursor(cursor));
            let page = call.await?;
            (page.organizations.into_iter().map(known_organization).collect(), page.results_metadata)
        }
    };
    let next = results.next_cursor.filter(|cursor| !cursor.is_empty());
    // Without totals it is -1.
    let total = results.total.and_then(|total| total.try_into().ok());
    Ok(Found::Page(Page { subjects, next, total }))
}

fn user(user: User) -> Subject {
    let name = match user.emails.into_iter().next() {
        Some(email) => email.email,
        None => {
            let name = user.name.unwrap_or_default();
            let names = [name.first_name, name.middle_name, name.last_name];
            let names = names.into_iter().flatten().filter(|name| !name.is_empty());
            names.collect::<Vec<_>>().join(" ")
        }
    };
    Subject { kind: Kind::User, organization_id: String::new(), id: user.user_id, name }
}

fn known_organization(organization: Organization) -> Subject {
    let (id, name) = named(organization);
    Subject { kind: Kind::Organization, organization_id: String::new(), id, name }
}

/// The id and the name of an Organization. The name is never empty, as an empty one is yet to be looked up.
fn named(organization: Organization) -> (String, String) {
    let names = [organization.organization_name, organization.organization_slug];
    let name = names.into_iter().find(|name| !name.is_empty());
    let id = organization.organization_id;
    (id.clone(), name.unwrap_or(id))
}

async fn organization(client: &Client, gate: &Gate, subject: Subject) -> Result<Found, Error> {
    let (id, name) = match &*subject.name {
        "" => {
            let found = client.get_organization().organization_id(subject.id).await?;
            gate.pass().await;
            named(found.organization)
        }
        _ => (subject.id, subject.name),
    };
    let response = client.list_organization_connected_apps().organization_id(&*id).await?;
    let OrganizationConnectedAppsResponse { connected_apps, request_id, .. } = response;
    let apps = connected_apps.into_iter().map(|app| App {
        id: app.connected_app_id,
        name: app.name,
        client_type: app.client_type.to_string(),
    });
    Ok(Found::Apps { id, name, apps: apps.collect(), request_id })
}

fn of_user(user: String, response: ConnectedAppsResponse) -> Found {
    let (apps, grants) = response
        .connected_apps
        .into_iter()
        .map(|app| {
            let grant = Grant {
                app_id: app.connected_app_id.clone(),
                organization_id: String::new(),
                person_id: user.clone(),
                scopes: app.scopes_granted,
            };
            let client_type = app.client_type.to_string();
            (App { id: app.connected_app_id, name: app.name, client_type }, grant)
        })
        .unzip();
    Found::Grants { apps, grants, request_id: response.request_id }
}

fn of_members(organization: String, response: OrganizationConnectedAppResponse) -> Found {
    let app = App {
        id: response.connected_app_id,
        name: response.name,
        client_type: response.client_type.to_string(),
    };
    let grants = response.active_members.into_iter().map(|member| Grant {
        app_id: app.id.clone(),
        organization_id: organization.clone(),
        person_id: member.member_id,
        scopes: member.granted_scopes.join(" "),
    });
    let grants = grants.collect();
    Found::Grants { apps: vec![app], grants, request_id: response.request_id }
}

/// The names of Members. An Organization that has been deleted since fails the search for the others too, so then each
/// is searched alone.
async fn names(client: &Client, gate: &Gate, members: &[Subject]) -> Result<Names, Error> {
    let is_gone = |error: &Error| error.error_type() == Some("organization_not_found");
    match search_members(client, members).await {
        Err(error) if is_gone(&error) => {}
        found => return found,
    }
    let mut names = Names::new();
    for members in members.chunk_by(|one, other| one.organization_id == other.organization_id) {
        gate.pass().await;
        match search_members(client, members).await {
            Err(error) if is_gone(&error) => {}
            found => names.extend(found?),
        }
    }
    Ok(names)
}

/// Asks for the Members by their ids, as their Organizations may have many others.
async fn search_members(client: &Client, members: &[Subject]) -> Result<Names, Error> {
    let organizations: BTreeSet<&String> = members.iter().map(|member| &member.organization_id).collect();
    let ids: Vec<String> = members.iter().map(|member| member.id.clone()).collect();
    let are_these = SearchOperand::builder().filter_name("member_ids").filter_value(ids);
    let body = SearchMembersRequest::builder()
        .organization_ids(organizations.into_iter().cloned().collect::<Vec<_>>())
        .limit(PAGE_LIMIT)
        .query(SearchMembersQuery::builder().operator("AND").operands([are_these]));
    let page = client.search_members().body(body).await?;
    let named = page.members.into_iter().map(|member| {
        let ids = (member.organization_id.clone(), member.member_id.clone());
        (ids, member_name(member))
    });
    Ok(named.collect())
}

fn member_name(member: Member) -> String {
    if member.email_address.is_empty() { member.name.unwrap_or_default() } else { member.email_address }
}
