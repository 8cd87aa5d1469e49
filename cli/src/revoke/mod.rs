//! `stytch-apps revoke`.

pub mod arguments;
pub mod attempt;
mod blocked;
mod dead_by;
mod decisions;
mod execute;
pub mod extent;
mod found;
mod grant_row;
mod granted;
mod hidden;
mod live;
pub mod live_names;
mod outcome;
mod plan;
mod row;
pub mod search;
mod send;
mod sessions;
mod verify;

use std::sync::Arc;

use stytch_connected_apps::Client;

use crate::connection::Connection;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::interrupt::Graceful;
use crate::job::gate::Gate;
use crate::job::run::RATE_LIMIT_WAIT;
use crate::operator::operator;
use crate::output::{self, Format, Rows, capitalized, counted, note};
use crate::prompt;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::reviews::Review;
use crate::record::sessions::Session;
use crate::revocation_rows;
use crate::revoke::arguments::RevokeArguments;
use crate::revoke::decisions::Decisions;
use crate::revoke::execute::execute;
use crate::revoke::extent::{Extent, people_with_sessions};
use crate::revoke::found::in_review;
use crate::revoke::plan::{Plan, Step};
use crate::revoke::search::Search;
use crate::selection::known::Known;
use crate::session_rows;

/// Shows the selected grants, and revokes them if the user agrees.
pub async fn run(global: &GlobalOptions, arguments: &RevokeArguments) -> Result<(), Failure> {
    let connection = Connection::open(global).await?;
    let (file, project) = (&arguments.file, &connection.project);
    let record = match (arguments.live, file.exists()) {
        // A dry run leaves no file behind.
        (true, false) => None,
        (true, true) => Some(Record::open_or_create(file, project)?),
        (false, _) => Some(Record::open(file, project)?),
    };
    let mut plan = match &record {
        record if arguments.decisions.is_empty() && arguments.selection.is_empty() => {
            left(record.as_ref(), arguments)?
        }
        Some(record) if !arguments.live => reviewed(&connection.client, record, arguments).await?,
        record => live(&connection.client, record.as_ref(), arguments).await?,
    };
    if plan.are_gone > 0 {
        note!("revoked already: {} of the selection", grants(plan.are_gone));
    }
    if plan.are_back > 0 {
        note!("granted again after a revocation: {} of the selection", grants(plan.are_back));
    }
    if plan.are_kept > 0 {
        note!(
            "not carried out: {} of earlier runs, as a reviewer has decided since to keep the grants",
            counted(plan.are_kept, "unfinished revocation", "unfinished revocations")
        );
    }
    if plan.steps.is_empty() {
        match plan.are_gone {
            _ if plan.are_kept > 0 => note!("nothing to revoke"),
            0 if arguments.live => note!("nothing to revoke: Stytch lists no such grant"),
            0 if plan.decisions.as_ref().is_some_and(Decisions::keeps_all) => {
                note!("nothing to revoke: no row says revoke")
            }
            0 => note!("nothing to revoke: the review has no such grant"),
            _ => note!("nothing to revoke"),
        }
        keep(global, arguments, record, &mut plan)?;
        return print(&plan.steps, &[], global.output);
    }
    record.as_ref().map(|record| blocked::warn(record, &plan.steps)).transpose()?;
    let sessions = record.as_ref().map(|record| sessions::of_steps(record, &plan.steps)).transpose()?;
    if !arguments.yes && !asks(global, arguments, &plan, &sessions.unwrap_or_default())? {
        return Ok(());
    }
    let mut record = match record {
        Some(record) => record,
        None => Record::open_or_create(file, project)?,
    };
    let graceful = Graceful::new();
    write(&mut plan, &mut record, arguments)?;
    let ended =
        execute(&connection.client, &mut record, &mut plan.steps, arguments.rate, arguments.recheck).await;
    let sessions = sessions::of_steps(&record, &plan.steps)?;
    print(&plan.steps, &sessions, global.output)?;
    drop(graceful);
    ended?;
    outcome::tell(&plan.steps, &sessions, file)
}

/// The plan by the grants that Stytch lists now.
async fn live(
    client: &Client,
    record: Option<&Record>,
    arguments: &RevokeArguments,
) -> Result<Plan, Failure> {
    if !arguments.selection.names_people() {
        return Err(Failure::usage(
            "Stytch has no list of an app's Users; say whose grants to revoke with --email, --user, --member or \
             --organization, or run `stytch-apps review` and leave --live out",
        ));
    }
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let gate = Arc::new(Gate::new(arguments.rate));
    let search = Search { client: &client, gate: &gate };
    let left =
        record.map(|record| Plan::left(record, None, arguments.sessions)).transpose()?.unwrap_or_default();
    let selection = live_names::select(&search, &arguments.selection, &left.steps).await?;
    let selected = live::select(&search, &selection, &left.people()).await?;
    Plan::new(record, None, None, |grant| selection.has(grant), selected, arguments.sessions)
}

/// The plan by a review.
async fn reviewed(client: &Client, record: &Record, arguments: &RevokeArguments) -> Result<Plan, Failure> {
    let review = find_review(record, arguments.review)?;
    let progress = record.progress(review.number)?;
    let has_all_grants = progress.has_all_grants();
    if !has_all_grants {
        note!(
            "warning: review {} is not complete, so grants may be missing here; `stytch-apps review` continues it",
            review.number
        );
    }
    let is_of_everybody = review.scope.is_of_everybody();
    let given = &arguments.selection;
    let looks_for_people = !given.names_people() || !given.emails.is_empty();
    if !is_of_everybody && looks_for_people && arguments.decisions.is_empty() {
        note!(
            "warning: review {} covers {} and nobody else, so other grants are not revoked; `stytch-apps review` without \
             options covers everybody",
            review.number,
            review.scope.describe()
        );
    }
    if given.names_emails() && progress.unnamed > 0 {
        note!(
            "warning: Members without a name in review {}: {}; their email addresses may be the given ones, and \
             `stytch-apps review` searches again",
            review.number,
            progress.unnamed
        );
    }
    let known = Known { record, review: Some(review.number) };
    let mut organizations = known.organizations(given)?;
    let unknown =
        organizations.iter().filter(|(_, id)| id.is_none()).map(|(given, _)| given.clone()).collect();
    // A review does not keep slugs and external ids.
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(arguments.rate)) };
    organizations.extend(live_names::organizations(&search, unknown).await?);
    let selection = known.select(given, &organizations)?;
    selection.check(record, review.number, has_all_grants && is_of_everybody)?;
    let mut decisions = None;
    if !arguments.decisions.is_empty() {
        let read = Decisions::read(&arguments.decisions, record, review.number)?;
        read.warn(record)?;
        decisions = Some(read);
    }
    let has = |grant: &Grant| selection.has(grant);
    let is_revoked =
        |grant: &Grant| has(grant) && decisions.as_ref().is_none_or(|decisions| decisions.revokes(grant));
    let selected = in_review(record, review.number, is_revoked)?;
    Plan::new(Some(record), Some(review.number), decisions, has, selected, arguments.sessions)
}

/// Writes the decisions of files that leave nothing to revoke. As that takes nothing away, it does not ask.
fn keep(
    global: &GlobalOptions,
    arguments: &RevokeArguments,
    record: Option<Record>,
    plan: &mut Plan,
) -> Result<(), Failure> {
    let (Some(decisions), Some(mut record)) = (&plan.decisions, record) else { return Ok(()) };
    if !decisions.are_new(&record)? {
        return Ok(());
    }
    if !arguments.yes && (arguments.dry_run || !may_ask(global)) {
        note!("a dry run: no decision was written to the record; to write them, add --yes");
        return Ok(());
    }
    write(plan, &mut record, arguments)
}

fn write(plan: &mut Plan, record: &mut Record, arguments: &RevokeArguments) -> Result<(), Failure> {
    let new = plan.write(record, &operator(arguments.operator.as_deref()))?;
    if new > 0 {
        note!("written to the record: {}", counted(new, "decision", "decisions"));
    }
    Ok(())
}

/// Returns whether there is somebody to ask.
fn may_ask(global: &GlobalOptions) -> bool {
    prompt::is_possible() && global.output == Format::Table
}

fn find_review(record: &Record, number: Option<i64>) -> Result<Review, Failure> {
    record.review(number)?.ok_or_else(|| {
        Failure::new("the record has no review; run `stytch-apps review` first, or add --live to ask Stytch")
    })
}

/// The plan without a selection: the unfinished revocations of earlier runs.
fn left(record: Option<&Record>, arguments: &RevokeArguments) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    if let Some(record) = record {
        arguments.review.map(|number| find_review(record, Some(number))).transpose()?;
        plan = Plan::left(record, arguments.review, arguments.sessions)?;
    }
    match plan.steps.is_empty() && plan.are_kept == 0 {
        true => Err(Failure::usage(
            "nothing is selected, and nothing is left of earlier revocations; select what to revoke with \
             --app, --email, --user, --member, --organization or --decisions",
        )),
        false => Ok(plan),
    }
}

/// Prints the plan and asks. Returns whether the user agreed.
fn asks(
    global: &GlobalOptions,
    arguments: &RevokeArguments,
    plan: &Plan,
    sessions: &[Session],
) -> Result<bool, Failure> {
    let mut rows = rows(&plan.steps, sessions, global.output);
    if global.output == Format::Table && plan.steps.iter().all(|step| step.revocation.is_none()) {
        revocation_rows::without_outcomes(&mut rows);
    }
    rows.print_by_worth(global.output, revocation_rows::LEAST)?;
    note!("{}", Extent::of(&plan.steps));
    let people = people_with_sessions(&plan.steps, plan.sessions);
    if people > 0 {
        note!("then it looks for sessions of {} that the apps made", counted(people, "person", "people"));
    }
    if arguments.dry_run || !may_ask(global) {
        note!("a dry run: nothing was revoked; to {}, add --yes", intent(plan, people));
        return Ok(false);
    }
    let agrees = prompt::agrees(&format!("{}?", capitalized(&intent(plan, people))))?;
    if !agrees {
        note!("nothing was revoked");
    }
    Ok(agrees)
}

/// The work of a plan in words, such as `revoke 3 grants`. Of grants that are gone, only the sessions may be left.
fn intent(plan: &Plan, people: usize) -> String {
    let is_open = |step: &&Step| step.revocation.as_ref().is_none_or(|known| known.verified_at.is_none());
    match plan.steps.iter().filter(is_open).count() {
        0 => format!("end the sessions of {}", counted(people, "person", "people")),
        open => format!("revoke {}", grants(open)),
    }
}

/// Prints the grants and, in a table, also the sessions. In JSON they are in the rows of their grants.
fn print(steps: &[Step], sessions: &[Session], format: Format) -> Result<(), Failure> {
    rows(steps, sessions, format).print_by_worth(format, revocation_rows::LEAST)?;
    if format != Format::Table || sessions.is_empty() {
        return Ok(());
    }
    output::print(b"\n")?;
    session_rows::rows(sessions, format).print_by_worth(format, session_rows::LEAST)
}

fn rows(steps: &[Step], sessions: &[Session], format: Format) -> Rows {
    let grants = steps.iter().map(|step| (&step.selected, step.revocation.as_ref()));
    revocation_rows::rows(grants, sessions, format)
}

fn grants(count: usize) -> String {
    counted(count, "grant", "grants")
}
