use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use stytch_connected_apps::Client;
use stytch_connected_apps::types::Organization;

use crate::apps::everybody::has_none;
use crate::change::Change;
use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::rate::Rate;
use crate::job::run::RATE_LIMIT_WAIT;
use crate::missing::Missing;
use crate::output::note;
use crate::record::app_deletions::{AppDeletion, NAMED, TABLE};
use crate::record::file::Record;
use crate::record::outcomes::{State, set};
use crate::record::policy_changes::{Party, Policy, blocked_apps};
use crate::record::queue::SearchKind;
use crate::record::time::now;
use crate::revoke::search::Search;

const CONCURRENCY: usize = 64;
const PAGE_LIMIT: i32 = 1000;

/// Keeps the apps that were planned as unused, and that are in use now as far as can be known. Nobody can ask for the Users of
/// an app, and a policy may hide the Members.
pub async fn keep(
    client: &Client,
    record: &mut Record,
    deletions: &mut [AppDeletion],
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let is_asked = |deletion: &AppDeletion| deletion.reason != NAMED && deletion.outcome.state.is_to_do();
    let mut asked: Vec<&mut AppDeletion> =
        deletions.iter_mut().filter(|deletion| is_asked(deletion)).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(rate)) };
    let unknown = "so it is not known whether Members use the apps now, and none was deleted";
    let organizations = organizations(&search, record).await.map_err(|failure| failure.and(unknown))?;
    note!("asking once more which apps are in use: {} Organizations", organizations.len());
    let hidden = hidden(&organizations, &asked);
    let used = used(&search, organizations).await.map_err(|error| Failure::from(error).and(unknown))?;
    let blocked = record.read(blocked_apps)?;
    let mut kept = Vec::new();
    for deletion in &mut asked {
        let mut reason = reason(record, deletion, &used, &hidden)?;
        if reason.is_none() && blocked.contains(&deletion.app_id) {
            reason = Some("blocked by this record, which may hide who uses it; --app deletes it".to_owned());
        }
        let Some(reason) = reason else { continue };
        // An earlier request may have deleted it, and then nothing is left to keep.
        if deletion.outcome.sent_at.is_some()
            && AppDeletion::verify(client.clone(), Arc::new(deletion.clone())).await?.is_ok()
        {
            continue;
        }
        deletion.outcome.state = State::Kept;
        deletion.outcome.at = Some(now());
        deletion.outcome.error = Some(reason);
        kept.push(&*deletion);
    }
    record.write(|transaction| {
        kept.iter().try_for_each(|deletion| set(transaction, TABLE, deletion.id, &deletion.outcome))
    })
}

/// Returns why an app is not to be deleted.
fn reason(
    record: &Record,
    deletion: &AppDeletion,
    used: &HashSet<String>,
    hidden: &HashMap<String, String>,
) -> Result<Option<String>, Failure> {
    if used.contains(&deletion.app_id) {
        return Ok(Some("in use by Members now".to_owned()));
    }
    let is_reviewed = record.read(|connection| {
        let sql = "SELECT 1 FROM review CROSS JOIN granted USING (review) WHERE review >= ?1 AND app_id = ?2";
        connection.prepare_cached(sql)?.exists((deletion.earlier_review, &deletion.app_id))
    })?;
    if is_reviewed {
        return Ok(Some("found in use by a review since".to_owned()));
    }
    let policy = |organization| {
        format!("not allowed by the policy of {organization}, which may hide who uses it; --app deletes it")
    };
    Ok(hidden.get(&deletion.app_id).map(policy))
}

/// All Organizations. None in a project of Users alone.
async fn organizations(search: &Search<'_>, record: &Record) -> Result<Vec<Organization>, Failure> {
    let call = search.client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT));
    match search.all(call.pages(), |page| page.organizations).await {
        Err(error) if has_none(record, SearchKind::Organizations, &error)? => Ok(Vec::new()),
        found => Ok(found?),
    }
}

/// The apps whose grants Stytch may not list, each with an Organization whose policy is not known to allow it.
fn hidden(organizations: &[Organization], deletions: &[&mut AppDeletion]) -> HashMap<String, String> {
    let mut hidden = HashMap::new();
    for party in [Party::First, Party::Third] {
        // Either policy may be about an app of a type that is not known here.
        let is_of_party =
            |deletion: &&&mut AppDeletion| Party::of(&deletion.client_type).is_none_or(|own| own == party);
        let of_party = deletions.iter().filter(is_of_party);
        let mut apps: Vec<&str> = of_party.map(|deletion| &*deletion.app_id).collect();
        for organization in organizations {
            let denied = match Policy::of(organization, party) {
                Some(policy) => policy.denied(&apps),
                None => apps.clone(),
            };
            for app in denied {
                hidden.insert(app.to_owned(), organization.organization_id.clone());
            }
            apps.retain(|app| !hidden.contains_key(*app));
        }
    }
    hidden
}

/// The apps that Members of some Organization use.
async fn used(
    search: &Search<'_>,
    organizations: Vec<Organization>,
) -> Result<HashSet<String>, stytch_connected_apps::Error> {
    let ids = organizations.into_iter().map(|organization| organization.organization_id);
    let calls = search.client.fan_out(CONCURRENCY, ids, |client, organization: &String| {
        search.paced(client.list_organization_connected_apps().organization_id(&**organization))
    });
    let used = calls.map(|(_, response)| match response {
        Ok(response) => Ok(response.connected_apps.into_iter().map(|app| app.connected_app_id).collect()),
        Err(error) if Missing::of(&error) == Some(Missing::Organization) => Ok(Vec::new()),
        Err(error) => Err(error),
    });
    let used: Vec<Vec<String>> = used.try_collect().await?;
    Ok(used.into_iter().flatten().collect())
}
