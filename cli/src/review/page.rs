//! A page of a search: Users, Organizations or apps of the project.

use stytch_connected_apps::types::{ConnectedAppClient, Organization, ResultsMetadata};
use stytch_connected_apps::{Client, Error};

use crate::names;
use crate::record::project_apps::ProjectApp;
use crate::record::queue::{Search, SearchKind, Subject, SubjectKind};

/// The number of items of a page: the most that Stytch allows.
const PAGE_LIMIT: i32 = 1000;

#[derive(Debug)]
pub struct Page {
    pub found: Results,
    pub next: Option<String>,
    /// The number of items on all pages together, if the API says so.
    pub total: Option<u64>,
}

#[derive(Debug)]
pub enum Results {
    /// Users or Organizations, whose apps are then asked for.
    Subjects(Vec<Subject>),
    Apps(Vec<ProjectApp>),
}

impl Results {
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::Subjects(subjects) => subjects.iter().map(|subject| &*subject.id).collect(),
            Self::Apps(apps) => apps.iter().map(|app| &*app.id).collect(),
        }
    }
}

pub async fn page(client: &Client, search: Search) -> Result<Page, Error> {
    let cursor = search.cursor;
    let (found, results) = match search.kind {
        SearchKind::Users => {
            let call = client.search_users().body_map(|body| body.limit(PAGE_LIMIT).cursor(cursor));
            let page = call.await?;
            let users = page.results.into_iter().map(|user| {
                let (id, name) = (user.user_id.clone(), names::of_user(user));
                subject(SubjectKind::User, id, name)
            });
            (Results::Subjects(users.collect()), page.results_metadata)
        }
        SearchKind::Organizations => {
            let call = client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT).cursor(cursor));
            let page = call.await?;
            let organizations = page.organizations.into_iter().map(|organization| {
                let (id, name) = named(organization);
                subject(SubjectKind::Organization, id, name)
            });
            (Results::Subjects(organizations.collect()), page.results_metadata)
        }
        SearchKind::Apps => {
            let call =
                client.search_connected_app_clients().body_map(|body| body.limit(PAGE_LIMIT).cursor(cursor));
            let page = call.await?;
            (Results::Apps(page.connected_apps.into_iter().map(app).collect()), page.results_metadata)
        }
    };
    Ok(whole(found, results))
}

fn whole(found: Results, results: ResultsMetadata) -> Page {
    let next = results.next_cursor.filter(|cursor| !cursor.is_empty());
    // Without totals it is -1.
    let total = results.total.and_then(|total| total.try_into().ok());
    Page { found, next, total }
}

fn subject(kind: SubjectKind, id: String, name: String) -> Subject {
    Subject { kind, organization_id: String::new(), id, name }
}

fn app(app: ConnectedAppClient) -> ProjectApp {
    let mut redirect_urls = app.redirect_urls;
    redirect_urls.sort_unstable();
    let secrets = [app.client_secret_last_four, app.next_client_secret_last_four];
    ProjectApp {
        id: app.client_id,
        name: app.client_name,
        client_type: app.client_type.to_string(),
        status: app.status,
        creation_method: app.creation_method.unwrap_or_default(),
        redirect_urls,
        metadata_url: app.client_id_metadata_url.filter(|url| !url.is_empty()),
        full_access_allowed: app.full_access_allowed,
        bypasses_consent: app.bypass_consent_for_offline_access,
        access_token_minutes: app.access_token_expiry_minutes,
        secrets: secrets.into_iter().flatten().filter(|last_four| !last_four.is_empty()).collect(),
    }
}

/// The id and the name of an Organization. The name is never empty, as an empty one is yet to be looked up.
pub fn named(organization: Organization) -> (String, String) {
    let names = [organization.organization_name, organization.organization_slug];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    let id = organization.organization_id;
    (id.clone(), name.unwrap_or(id))
}
