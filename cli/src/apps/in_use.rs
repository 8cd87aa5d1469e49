use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use stytch_connected_apps::Client;

use crate::apps::everybody::has_none;
use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::rate::Rate;
use crate::job::run::RATE_LIMIT_WAIT;
use crate::missing::Missing;
use crate::output::note;
use crate::record::app_deletions::{AppDeletion, NAMED, TABLE};
use crate::record::file::Record;
use crate::record::outcomes::{State, set};
use crate::record::queue::SearchKind;
use crate::record::time::now;
use crate::revoke::search::Search;

const CONCURRENCY: usize = 64;

/// Keeps the apps that were planned as unused, and that Members of some Organization use now or a review has found in use
/// since. Nobody can ask for the Users of an app.
pub async fn keep(
    client: &Client,
    record: &mut Record,
    deletions: &mut [AppDeletion],
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let is_asked = |deletion: &AppDeletion| deletion.reason != NAMED && deletion.outcome.state.is_to_do();
    if !deletions.iter().any(is_asked) {
        return Ok(());
    }
    let used = used(client, record, rate).await.map_err(|failure| {
        failure.and("so it is not known whether Members use the apps now, and none was deleted")
    })?;
    record.write(|transaction| {
        let mut reviewed = transaction.prepare(
            "SELECT 1 FROM review CROSS JOIN granted USING (review) WHERE review >= ?1 AND app_id = ?2",
        )?;
        for deletion in deletions.iter_mut().filter(|deletion| is_asked(deletion)) {
            let reason = if used.contains(&deletion.app_id) {
                "Members use it now"
            } else if reviewed.exists((deletion.earlier_review, &deletion.app_id))? {
                "a review has found it in use since"
            } else {
                continue;
            };
            deletion.outcome.state = State::Kept;
            deletion.outcome.at = Some(now());
            deletion.outcome.error = Some(reason.to_owned());
            set(transaction, TABLE, deletion.id, &deletion.outcome)?;
        }
        Ok(())
    })
}

/// The apps that Members of some Organization use.
async fn used(client: &Client, record: &Record, rate: Option<Rate>) -> Result<HashSet<String>, Failure> {
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(rate)) };
    let organizations = match search.organizations().await {
        // A project of Users alone.
        Err(error) if has_none(record, SearchKind::Organizations, &error)? => return Ok(HashSet::new()),
        organizations => organizations?,
    };
    note!("asking once more which apps are in use: {} Organizations", organizations.len());
    let calls = client.fan_out(CONCURRENCY, organizations, |client, organization: &String| {
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
