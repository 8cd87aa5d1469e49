//! Asks Stytch for the app, the other apps of its kind and the Organizations.

use std::sync::Arc;

use futures_util::TryStreamExt;
use stytch_connected_apps::types::{ConnectedAppClient, Organization};

use crate::block::arguments::PolicyArguments;
use crate::failure::Failure;
use crate::missing::Missing;
use crate::output::printable;
use crate::record::policy_changes::Party;
use crate::revoke::live_names;
use crate::revoke::search::{Search, is_refused};
use crate::selection::candidates::Candidates;

const PAGE_LIMIT: i32 = 1000;
const CONCURRENCY: usize = 64;

/// The app to block, and the ids of all others of its kind.
#[derive(Debug)]
pub struct BlockedApp {
    pub id: String,
    pub name: String,
    pub party: Party,
    pub others: Arc<[String]>,
}

pub async fn app(search: &Search<'_>, given: &str) -> Result<BlockedApp, Failure> {
    let call = search.client.search_connected_app_clients().body_map(|body| body.limit(PAGE_LIMIT));
    let apps: Vec<ConnectedAppClient> = search.all(call.pages(), |page| page.connected_apps).await?;
    let names = apps.iter().map(|app| (app.client_id.clone(), app.client_name.clone()));
    let id = Candidates::new("apps", names).find(given)?;
    let Some(app) = id.and_then(|id| apps.iter().find(|app| app.client_id == id)) else {
        return Err(Failure::new(format!(
            "Stytch has no app {}; `stytch-apps call search_connected_app_clients` lists them",
            printable(given)
        )));
    };
    let party_of = |app: &ConnectedAppClient| Party::of(&app.client_type.to_string());
    let party = party_of(app).ok_or_else(|| {
        Failure::new(format!(
            "{} is of the type {}, and this version does not know which policy that is about; nothing was changed, and \
             `stytch-apps call update_organization` changes a policy",
            printable(&app.client_name),
            printable(&app.client_type.to_string())
        ))
    })?;
    let others =
        apps.iter().filter(|other| party_of(other) == Some(party) && other.client_id != app.client_id);
    Ok(BlockedApp {
        id: app.client_id.clone(),
        name: app.client_name.clone(),
        party,
        others: others.map(|other| other.client_id.clone()).collect(),
    })
}

/// The Organizations that are given, or all.
pub async fn organizations(
    search: &Search<'_>,
    arguments: &PolicyArguments,
) -> Result<Vec<Organization>, Failure> {
    if arguments.all {
        let call = search.client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT));
        return match search.all(call.pages(), |page| page.organizations).await {
            Err(error) if is_refused(&error) => Err(Failure::from(error).and(&format!(
                "the project may have no Organizations, and for Users there is no block; `stytch-apps apps delete {} \
                 --app APP` ends the app for everybody",
                arguments.file.display()
            ))),
            found => Ok(found?),
        };
    }
    let given = arguments.organizations.iter().cloned().collect();
    let mut ids = Vec::new();
    for (given, id) in live_names::organizations(search, given).await? {
        ids.push(id.ok_or_else(|| {
            Failure::new(format!(
                "Stytch has no Organization {}; name it by its id, its slug, its external id or its name",
                printable(&given)
            ))
        })?);
    }
    ids.sort_unstable();
    ids.dedup();
    by_ids(search, ids).await
}

/// The Organizations with these ids, without those that are gone.
pub async fn by_ids(search: &Search<'_>, ids: Vec<String>) -> Result<Vec<Organization>, Failure> {
    let calls = search.client.fan_out(CONCURRENCY, ids, |client, id: &String| {
        search.paced(client.get_organization().organization_id(&**id))
    });
    let calls = futures_util::StreamExt::map(calls, |(_, response)| match response {
        Ok(response) => Ok(Some(response.organization)),
        Err(error) if Missing::of(&error) == Some(Missing::Organization) => Ok(None),
        Err(error) => Err(error),
    });
    let mut found: Vec<Organization> =
        calls.try_collect::<Vec<Option<Organization>>>().await?.into_iter().flatten().collect();
    found.sort_by(|one, other| one.organization_id.cmp(&other.organization_id));
    Ok(found)
}

/// The name of an Organization, or its id.
pub fn name(organization: &Organization) -> String {
    let names = [&organization.organization_name, &organization.organization_slug];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    name.unwrap_or(&organization.organization_id).clone()
}
