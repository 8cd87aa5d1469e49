//! `stytch-apps review`.

pub mod arguments;
mod call;
mod ids;
mod page;
mod walk;
mod work;

use serde_json::Value;

use crate::connection::Connection;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::job::run;
use crate::job::work::Work;
use crate::output::{Rows, note};
use crate::record::file::Record;
use crate::record::project_apps;
use crate::record::queue::{Search, SearchKind, Subject, SubjectKind, add, set_search};
use crate::record::reviews::{self, Review};
use crate::record::scope::{Part, Scope};
use crate::review::arguments::ReviewArguments;
use crate::review::work::ReviewWork;

/// Reviews, and prints a summary.
pub async fn run(global: &GlobalOptions, arguments: &ReviewArguments) -> Result<(), Failure> {
    let connection = Connection::open(global).await?;
    let mut record = Record::open_or_create(&arguments.file, &connection.project)?;
    let ids = arguments.ids.as_deref().map(|path| ids::load(&mut record, path)).transpose()?;
    let scope = arguments.scope(ids);
    let review = begin_or_go_on(&mut record, arguments, &scope)?;

    let mut work = ReviewWork::new(&mut record, review, scope)?;
    let ended =
        run::run((!arguments.quiet).then_some("review"), &mut work, &connection.client, arguments.rate).await;
    let (progress, totals, counts) = (work.progress(), work.totals(), work.counts());
    match ended {
        Ok(()) => record.finish(review)?,
        Err(failure) => {
            note!("review {review}: {} of {} done, {} failed", counts.done, counts.total, counts.failed);
            return Err(failure);
        }
    }

    let summary = record.summary(review)?;
    let apps = record.read(|connection| project_apps::count(connection, review))?;
    for (kind, found) in SearchKind::ALL.into_iter().zip([summary[0], summary[1], apps]) {
        let total = totals[kind as usize];
        if found < total {
            note!(
                "warning: Stytch counts {total} {}, but the search found {found}; review again",
                kind.noun()
            );
        }
    }
    let columns = vec!["review", "users", "organizations", "apps", "grants", "failed"];
    let row = [review.into()].into_iter().chain(summary.map(Value::from)).collect();
    if !arguments.quiet {
        Rows { columns, rows: vec![row] }.print(global.output)?;
    }
    match (progress.failed, progress.unnamed) {
        (0, 0) => Ok(()),
        (0, unnamed) => Err(Failure::in_part(format!(
            "names are missing: {unnamed} of the Members have none, as the search for them failed; the same command \
             tries again"
        ))),
        (failed, _) => Err(Failure::in_part(format!(
            "{failed} of the calls failed; `stytch-apps report --html` lists them, and the same command tries them again"
        ))),
    }
}

/// The review to go on with, or a new one.
fn begin_or_go_on(record: &mut Record, arguments: &ReviewArguments, scope: &Scope) -> Result<i64, Failure> {
    let Some(last) = record.review(None)?.filter(|_| !arguments.new) else {
        return begin(record, scope);
    };
    let progress = record.progress(last.number)?;
    if progress.is_complete() {
        return begin(record, scope);
    }
    if is_same(record, &last, scope)? {
        record.resume(last.number)?;
        if !arguments.quiet {
            note!("continuing review {}: {} done", last.number, progress.done);
        }
        return Ok(last.number);
    }
    if progress.done == 0 {
        record.remove(last.number)?;
        return begin(record, scope);
    }
    Err(Failure::new(format!(
        "review {} is not complete, and covers {}, not {}; continue it with the same options as before, or begin a new \
         one with --new",
        last.number,
        last.scope.describe(),
        scope.describe(),
    )))
}

fn is_same(record: &Record, last: &Review, scope: &Scope) -> Result<bool, Failure> {
    if *scope != last.scope {
        return Ok(false);
    }
    match scope.users {
        Part::File(_) => record.read(|connection| ids::are_subjects(connection, last.number)),
        _ => Ok(true),
    }
}

/// Begins a review with the given subjects, and with a search for the others.
fn begin(record: &mut Record, scope: &Scope) -> Result<i64, Failure> {
    record.write(|transaction| {
        let review = reviews::begin(transaction, scope)?;
        for kind in scope.searches() {
            set_search(transaction, review, &Search { kind, cursor: None }, false, None)?;
        }
        if let Part::File(_) = scope.users {
            ids::add_loaded(transaction, review)?;
        }
        if let Part::Given(given) = &scope.organizations {
            for id in given {
                let (kind, [organization_id, name]) = (SubjectKind::Organization, Default::default());
                add(transaction, review, &Subject { kind, organization_id, id: id.clone(), name })?;
            }
        }
        Ok(review)
    })
}
