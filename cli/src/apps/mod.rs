//! `stytch-apps apps`.

pub mod arguments;
mod deletion;
mod everybody;
mod in_use;
mod list;
mod plan;
mod unused;

use std::collections::BTreeMap;

use crate::apps::arguments::{AppsArguments, AppsCommand, DeleteArguments};
use crate::apps::plan::Plan;
use crate::change::execute;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::interrupt::Graceful;
use crate::output::{Format, counted, note, printable};
use crate::prompt;
use crate::record::app_deletions::NAMED;
use crate::record::file::Record;
use crate::record::outcomes::State;

pub async fn run(global: &GlobalOptions, arguments: &AppsArguments) -> Result<(), Failure> {
    match (&arguments.command, &arguments.file) {
        (Some(AppsCommand::Delete(arguments)), _) => delete(global, arguments).await,
        (None, Some(file)) => list::run(file, arguments.review, global.output),
        (None, None) => Ok(()),
    }
}

/// Shows the selected apps, and deletes them if the user agrees.
async fn delete(global: &GlobalOptions, arguments: &DeleteArguments) -> Result<(), Failure> {
    let connection = Connection::open(global).await?;
    let mut record = Record::open(&arguments.file, &connection.project)?;
    let mut plan = Plan::read(&record, &connection.client, arguments).await?;
    plan.notes.iter().for_each(|message| note!("{message}"));
    if plan.deletions.is_empty() {
        note!("nothing to delete");
        return list::outcomes(&plan.deletions, global.output).print_by_worth(global.output, list::LEAST);
    }
    if !arguments.yes && !asks(global, arguments, &plan)? {
        return Ok(());
    }
    let graceful = Graceful::new();
    plan.write(&mut record)?;
    in_use::keep(&connection.client, &mut record, &mut plan.deletions, arguments.rate).await?;
    let ended = execute(&connection.client, &mut record, &mut plan.deletions, arguments.rate).await;
    list::outcomes(&plan.deletions, global.output).print_by_worth(global.output, list::LEAST)?;
    drop(graceful);
    ended?;
    let kept = plan.deletions.iter().filter(|deletion| deletion.outcome.state == State::Kept);
    let mut reasons = BTreeMap::<&str, usize>::new();
    for deletion in kept {
        *reasons.entry(deletion.outcome.error.as_deref().unwrap_or_default()).or_default() += 1;
    }
    for (reason, count) in &reasons {
        note!("not deleted: {}, {}", apps(*count), printable(reason));
    }
    let all = plan.deletions.len() - reasons.values().sum::<usize>();
    let unfinished = plan.deletions.iter().filter(|deletion| !deletion.outcome.is_finished()).count();
    if unfinished > 0 {
        return Err(Failure::in_part(format!(
            "not deleted or not verified: {unfinished} of {}; the same command tries again",
            apps(all)
        )));
    }
    note!(
        "verified as gone: {all} of {}; with dynamic registration on, the same software can come back under a new id, \
         which the next review shows",
        apps(all)
    );
    Ok(())
}

/// Prints the plan and asks. Returns whether the user agreed.
fn asks(global: &GlobalOptions, arguments: &DeleteArguments, plan: &Plan) -> Result<bool, Failure> {
    list::outcomes(&plan.deletions, global.output).print_by_worth(global.output, list::LEAST)?;
    let count = plan.deletions.len();
    for deletion in plan.deletions.iter().filter(|deletion| deletion.reason == NAMED) {
        let (people, name) = (counted(deletion.people, "person", "people"), printable(&deletion.app_name));
        note!("by review {}, {people} would lose {name}", deletion.review);
    }
    if plan.deletions.iter().any(|deletion| deletion.reason != NAMED) {
        note!("grants by Users since the last review cannot be seen");
    }
    note!("a deletion cannot be undone");
    if arguments.dry_run || !prompt::is_possible() || global.output != Format::Table {
        note!("a dry run: nothing was deleted; to delete {}, add --yes", apps(count));
        return Ok(false);
    }
    let agrees = prompt::agrees(&format!("Delete {}?", apps(count)))?;
    if !agrees {
        note!("nothing was deleted");
    }
    Ok(agrees)
}

fn apps(count: usize) -> String {
    counted(count, "app", "apps")
}
