//! `stytch-apps review`.

pub mod arguments;
mod call;
mod ids;
pub mod scope;
mod work;

use serde_json::Value;

use crate::arguments::Everywhere;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::job::{self, Work};
use crate::output::{Rows, note};
use crate::record::Record;
use crate::record::queue::{Kind, Search, Subject, add, set_search};
use crate::record::reviews::{self, Review};
use crate::review::arguments::ReviewArguments;
use crate::review::scope::{Part, Scope};
use crate::review::work::Walk;

/// Reviews, and prints how much there was.
pub async fn run(everywhere: &Everywhere, arguments: &ReviewArguments) -> Result<(), Failure> {
    let connection = Connection::open(everywhere).await?;
    let mut record = Record::open_or_create(&arguments.file, &connection.project)?;
    let ids = arguments.ids.as_deref().map(|path| ids::load(&mut record, path)).transpose()?;
    let scope = Scope::new(arguments, ids);
    let review = begin_or_go_on(&mut record, arguments, &scope)?;

    let mut walk = Walk::new(&mut record, review, scope)?;
    let ended = job::run("review", &mut walk, &connection.client, arguments.rate).await;
    let (progress, totals, counts) = (walk.progress(), walk.totals(), walk.counts());
    match ended {
        Ok(()) => record.finish(review)?,
        Err(failure) => {
            note!("review {review}: {} of {} done, {} failed", counts.done, counts.total, counts.failed);
            return Err(failure);
        }
    }

    let summary = record.summary(review)?;
    for (kind, found, total) in [("Users", summary[0], totals[0]), ("Organizations", summary[1], totals[1])] {
        if found < total {
            note!("warning: Stytch counts {total} {kind}, but the search found {found}; review again");
        }
    }
    if progress.unnamed > 0 {
        note!(
            "warning: Members without a name, as the search for them failed: {}; the next review searches again",
            progress.unnamed
        );
    }
    let columns = vec!["review", "users", "organizations", "apps", "grants", "failed"];
    let row = [review.into()].into_iter().chain(summary.map(Value::from)).collect();
    Rows { columns, rows: vec![row] }.print(everywhere.output)?;
    match progress.failed {
        0 => Ok(()),
        failed => Err(Failure::in_part(format!(
            "{failed} of the calls failed; `stytch-apps report --html` lists them, and the same command tries them again"
        ))),
    }
}

/// The review to go on with, or a new one.
fn begin_or_go_on(record: &mut Record, arguments: &ReviewArguments, scope: &Scope) -> Result<i64, Failure> {
    let Some(last) = record.last_review()?.filter(|_| !arguments.new) else {
        return begin(record, scope);
    };
    let progress = record.progress(last.id)?;
    if progress.is_complete() {
        return begin(record, scope);
    }
    if is_same(record, &last, scope)? {
        record.resume(last.id)?;
        note!("continuing review {}: {} done", last.id, progress.done);
        return Ok(last.id);
    }
    if progress.done == 0 {
        record.remove(last.id)?;
        return begin(record, scope);
    }
    let asked: Option<Scope> = serde_json::from_str(&last.scope).ok();
    Err(Failure::new(format!(
        "review {} is not complete, and covers {}, not {}; continue it with the same options as before, or begin a new \
         one with --new",
        last.id,
        asked.map_or_else(|| last.scope.clone(), |scope| scope.describe()),
        scope.describe(),
    )))
}

fn is_same(record: &Record, last: &Review, scope: &Scope) -> Result<bool, Failure> {
    if scope.to_json()? != last.scope {
        return Ok(false);
    }
    match scope.users {
        Part::Listed(_) => record.read(|connection| ids::are_subjects(connection, last.id)),
        _ => Ok(true),
    }
}

/// Begins a review with those who are given, and with a search for the others.
fn begin(record: &mut Record, scope: &Scope) -> Result<i64, Failure> {
    let json = scope.to_json()?;
    record.write(|transaction| {
        let review = reviews::begin(transaction, &json)?;
        for (kind, part) in [(Kind::User, &scope.users), (Kind::Organization, &scope.organizations)] {
            match part {
                Part::None => {}
                Part::All => set_search(transaction, review, &Search { kind, cursor: None }, false)?,
                Part::Listed(_) => ids::add_loaded(transaction, review)?,
                Part::These(given) => {
                    for id in given {
                        let (id, [organization_id, name]) = (id.clone(), Default::default());
                        add(transaction, review, &Subject { kind, organization_id, id, name })?;
                    }
                }
            }
        }
        Ok(review)
    })
}
