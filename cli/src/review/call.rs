use std::sync::Arc;

use stytch_connected_apps::types::{
    ConnectedAppsResponse, OrganizationConnectedAppResponse, OrganizationConnectedAppsResponse,
};
use stytch_connected_apps::{Client, Error};

use crate::job::gate::Gate;
use crate::names::{self, Names, Person};
use crate::record::queue::{Search, Subject, SubjectKind};
use crate::record::results::{App, Grant};
use crate::review::page::{Page, named, page};

/// An item of a review.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    Search(Search),
    Subject(Subject),
    /// Members whose names one call finds, in the order of their Organizations.
    Members(Vec<Subject>),
}

/// The result of a call.
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

/// Makes the call for an item.
pub async fn call(client: Client, gate: Arc<Gate>, item: Item) -> Result<Found, Error> {
    let subject = match item {
        Item::Search(search) => return page(&client, search).await.map(Found::Page),
        Item::Members(members) => return names(&client, &gate, members).await,
        Item::Subject(subject) => subject,
    };
    match subject.kind {
        SubjectKind::User => {
            let apps = client.get_user_connected_apps().user_id(&*subject.id).await?;
            Ok(of_user(subject.id, apps))
        }
        SubjectKind::Organization => organization(&client, &gate, subject).await,
        SubjectKind::OrganizationApp => {
            let call = client.get_organization_connected_app();
            let call = call.organization_id(&*subject.organization_id).connected_app_id(&*subject.id);
            Ok(of_members(subject.organization_id, call.await?))
        }
        SubjectKind::Member => names(&client, &gate, vec![subject]).await,
    }
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

async fn names(client: &Client, gate: &Gate, members: Vec<Subject>) -> Result<Found, Error> {
    let members: Vec<Person> =
        members.into_iter().map(|member| (member.organization_id, member.id)).collect();
    names::members(client, gate, &members).await.map(Found::Names)
}
