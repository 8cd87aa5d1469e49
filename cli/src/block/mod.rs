//! `stytch-apps block` and `stytch-apps unblock`.

pub mod arguments;
mod change;
mod live;
mod plan;
mod policy;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::block::arguments::{BlockArguments, PolicyArguments, UnblockArguments};
use crate::block::plan::{Blocked, Plan};
use crate::block::rows::rows;
use crate::change::execute;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::interrupt::Graceful;
use crate::inventory::Covered;
use crate::job::gate::Gate;
use crate::job::run::RATE_LIMIT_WAIT;
use crate::output::{Format, counted, note, printable};
use crate::prompt;
use crate::record::file::Record;
use crate::record::policy_changes::{Action, all};
use crate::revoke::search::Search;
use crate::selection::candidates::Candidates;

/// Blocks an app in Organizations, if the user agrees.
pub async fn block(global: &GlobalOptions, arguments: &BlockArguments) -> Result<(), Failure> {
    let arguments = &arguments.common;
    let connection = Connection::open(global).await?;
    // A dry run leaves no file behind.
    let record = match arguments.file.exists() {
        true => Some(Record::open(&arguments.file, &connection.project)?),
        false => None,
    };
    let client = connection.client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(arguments.rate)) };
    let app = live::app(&search, &arguments.app).await?;
    let organizations = live::organizations(&search, arguments).await?;
    let known = record.as_ref().map(|record| record.read(all)).transpose()?.unwrap_or_default();
    let plan = Plan::block(&app, &organizations, known);

    note!(
        "a block is for Members; for Users there is none, and only `stytch-apps apps delete` keeps an app from them"
    );
    let listed = plan.changes.iter().filter(|change| change.before.kind != change.after.kind).count();
    if listed > 0 {
        note!(
            "{} from all {kind} apps to a list of {} that the project has now: {kind} apps that come later are \
             out there too, until somebody adds them",
            counted(listed, "Organization goes", "Organizations go"),
            counted(app.others.len(), "other", "others"),
            kind = app.party.adjective()
        );
    }
    let grants = record.as_ref().map(|record| grants(record, &app.id, &plan)).transpose()?.flatten();
    let file = arguments.file.display();
    let revoke = format!("`stytch-apps revoke {file} --app {}`", printable(&app.id));
    let hidden = "once it is blocked, Stytch may list their grants no more, so that none is found to revoke, and an unblock \
                  may bring them back";
    match grants {
        _ if plan.changes.is_empty() => {}
        None => note!(
            "warning: the record has no complete last review of all Organizations, so who granted it access is not known; {hidden}: review and revoke first"
        ),
        Some(0) => {}
        Some(grants) => {
            note!(
                "warning: by the last review, people there granted it access ({grants}); {hidden}: run {revoke} first"
            );
        }
    }
    let done = change(global, arguments, &connection, record, plan, "blocked").await?;
    match grants {
        _ if !done => {}
        Some(0) => note!(
            "a review shows none of its grants there while it is blocked; `stytch-apps unblock` undoes the block"
        ),
        _ => note!(
            "a block is no revocation: next, run {revoke}; if Stytch lists the grants no more, unblock, review, revoke and \
             block again"
        ),
    }
    Ok(())
}

/// Undoes the blocks of an app, if the user agrees.
pub async fn unblock(global: &GlobalOptions, arguments: &UnblockArguments) -> Result<(), Failure> {
    let arguments = &arguments.common;
    let connection = Connection::open(global).await?;
    let record = Record::open(&arguments.file, &connection.project)?;
    let known = record.read(all)?;
    let names = known.iter().map(|change| (change.app_id.clone(), change.app_name.clone()));
    let Some(app) = Candidates::new("apps", names).find(&arguments.app)? else {
        return Err(Failure::new(format!(
            "the record has no block of {}; `block` writes it into the record that it is given",
            printable(&arguments.app)
        )));
    };
    let client = connection.client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(arguments.rate)) };
    let mut blocked = Blocked::of(&app, &known);
    let organizations = match arguments.all {
        true => {
            let ids = blocked.iter().map(|blocked| blocked.block.organization_id.clone()).collect();
            live::by_ids(&search, ids).await?
        }
        false => live::organizations(&search, arguments).await?,
    };
    if !arguments.all {
        let asked: BTreeSet<&str> = organizations.iter().map(|found| &*found.organization_id).collect();
        blocked.retain(|blocked| asked.contains(&*blocked.block.organization_id));
    }
    let plan = Plan::unblock(&blocked, &organizations);
    change(global, arguments, &connection, Some(record), plan, "restored").await.map(|_| ())
}

/// Shows the plan, asks, and changes the policies. Returns whether all are changed; `false` means a dry run or nothing to do.
async fn change(
    global: &GlobalOptions,
    arguments: &PolicyArguments,
    connection: &Connection,
    record: Option<Record>,
    mut plan: Plan,
    done: &str,
) -> Result<bool, Failure> {
    if plan.are_done > 0 {
        note!("{done} already: {}", organizations(plan.are_done));
    }
    if plan.are_gone > 0 {
        note!("gone from Stytch, with nothing to restore: {}", organizations(plan.are_gone));
    }
    for (organization, reason) in &plan.refused {
        note!("left alone: {}: {}", printable(organization), printable(reason));
    }
    if plan.changes.is_empty() {
        note!("nothing to change");
        rows(&plan.changes, global.output).print_by_worth(global.output, rows::LEAST)?;
        return refusals(&plan).map(|()| false);
    }
    if !arguments.yes && !asks(global, arguments, &plan)? {
        return Ok(false);
    }
    let mut record = match record {
        Some(record) => record,
        None => Record::open_or_create(&arguments.file, &connection.project)?,
    };
    let graceful = Graceful::new();
    plan.write(&mut record)?;
    let ended = execute(&connection.client, &mut record, &mut plan.changes, arguments.rate).await;
    rows(&plan.changes, global.output).print_by_worth(global.output, rows::LEAST)?;
    drop(graceful);
    ended?;
    let unfinished = plan.changes.iter().filter(|change| !change.outcome.is_finished()).count();
    if unfinished > 0 {
        return Err(Failure::in_part(format!(
            "not {done} or not verified: {unfinished} of {}; the same command tries again",
            organizations(plan.changes.len())
        )));
    }
    note!("{done} and verified: {}", organizations(plan.changes.len()));
    refusals(&plan).map(|()| true)
}

fn refusals(plan: &Plan) -> Result<(), Failure> {
    match plan.refused.len() {
        0 => Ok(()),
        count => Err(Failure::in_part(format!(
            "left alone: {}; the messages say why, and you can change them by `stytch-apps call update_organization`",
            organizations(count)
        ))),
    }
}

/// Prints the plan and asks. Returns whether the user agreed.
fn asks(global: &GlobalOptions, arguments: &PolicyArguments, plan: &Plan) -> Result<bool, Failure> {
    rows(&plan.changes, global.output).print_by_worth(global.output, rows::LEAST)?;
    let count = organizations(plan.changes.len());
    if arguments.dry_run || !prompt::is_possible() || global.output != Format::Table {
        note!("a dry run: nothing was changed; to change the policy of {count}, add --yes");
        return Ok(false);
    }
    let agrees = prompt::agrees(&format!("Change the policy of {count}?"))?;
    if !agrees {
        note!("nothing was changed");
    }
    Ok(agrees)
}

/// The grants of the app that the last review found in the planned Organizations, and that no revocation has ended since.
/// `None` without a review, or if the last one does not cover all Organizations.
fn grants(record: &Record, app: &str, plan: &Plan) -> Result<Option<usize>, Failure> {
    let Some(review) = record.review(None)? else { return Ok(None) };
    if !Covered::read(record, review.number)?.organizations {
        return Ok(None);
    }
    record.read(|connection| {
        let mut select = connection.prepare(
            "SELECT count(*) FROM granted WHERE review = ?1 AND app_id = ?2 AND organization_id = ?3
                 AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.app_id = granted.app_id
                     AND revocation.organization_id = granted.organization_id
                     AND revocation.person_id = granted.person_id AND verified_at > ?4)",
        )?;
        let places = plan.changes.iter().filter(|change| change.action == Action::Block);
        let counts = places.map(|change| {
            let parameters = (review.number, app, &change.organization_id, &review.started_at);
            select.query_row(parameters, |row| row.get::<_, usize>(0))
        });
        counts.sum::<rusqlite::Result<usize>>().map(Some)
    })
}

fn organizations(count: usize) -> String {
    counted(count, "Organization", "Organizations")
}
