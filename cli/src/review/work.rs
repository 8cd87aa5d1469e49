use std::sync::Arc;

use rusqlite::Transaction;
use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::{Counts, Ended, Gate, Work};
use crate::names;
use crate::record::Record;
use crate::record::queue::{Kind, Search, Subject, add, pending, searches, set_search};
use crate::record::results::{Grant, add_app, add_grant, mark, rename};
use crate::record::reviews::Progress;
use crate::review::call::{Found, Item, Page, call};
use crate::review::scope::{Part, Scope};

/// What has a call of its own. An app of an Organization comes first, so that few Organizations are half done.
const CALLED_ALONE: &[Kind] = &[Kind::OrganizationApp, Kind::Organization, Kind::User];

/// A review at work. What it has to do is in the record, and so is what it has done.
#[derive(Debug)]
pub struct Walk<'a> {
    record: &'a mut Record,
    review: i64,
    scope: Scope,
    progress: Progress,
    /// How many Users and Organizations there are, as far as the searches say.
    totals: [u64; 2],
    /// Whether a search has begun again because Stytch no longer knew its cursor.
    has_restarted: bool,
}

impl<'a> Walk<'a> {
    pub fn new(record: &'a mut Record, review: i64, scope: Scope) -> Result<Self, Failure> {
        let progress = record.progress(review)?;
        Ok(Self { record, review, scope, progress, totals: [0, 0], has_restarted: false })
    }

    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// How many Users and how many Organizations there are, as far as the searches of this run say.
    pub fn totals(&self) -> [u64; 2] {
        self.totals
    }

    /// Why a search that failed ends the review, or where it goes on.
    fn search_failed(&mut self, search: &Search, error: Error) -> Result<(), Failure> {
        let is_rejected = error.status().is_some_and(|status| status == 400);
        if is_rejected && search.cursor.is_some() && !self.has_restarted {
            // A cursor may have expired since the last run. Whom the review has already is not added again.
            self.has_restarted = true;
            let search = Search { cursor: None, ..search.clone() };
            return self.record.write(|transaction| set_search(transaction, self.review, &search, false));
        }
        let hint = match (search.kind, self.scope.users == Part::All && self.scope.organizations == Part::All)
        {
            (Kind::User, true) => "if the project has no Users, review it with --organizations",
            (_, true) => "if the project has no Organizations, review it with --users",
            _ => "the same command tries again",
        };
        Err(Failure::from(error).and(hint))
    }
}

impl Work for Walk<'_> {
    type Item = Item;
    type Output = Found;

    fn open(&mut self, limit: usize) -> Result<Vec<Item>, Failure> {
        self.record.read(|connection| {
            let searches = searches(connection, self.review)?.into_iter().map(Item::Search);
            let subjects = pending(connection, self.review, CALLED_ALONE, limit)?;
            let mut items: Vec<Item> = searches.chain(subjects.into_iter().map(Item::Subject)).collect();
            // Last, and one call at a time: until they are written, the query returns the same Members.
            if items.is_empty() {
                let members = pending(connection, self.review, &[Kind::Member], names::AT_ONCE)?;
                items.extend((!members.is_empty()).then_some(Item::Members(members)));
            }
            Ok(items)
        })
    }

    fn call(
        client: Client,
        gate: Arc<Gate>,
        item: Item,
    ) -> impl Future<Output = Result<Found, Error>> + Send + 'static {
        call(client, gate, item)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let (mut failed_searches, mut is_endless) = (Vec::new(), false);
        let mut progress = self.progress;
        let (review, totals) = (self.review, &mut self.totals);
        let are_listed = matches!(self.scope.users, Part::Listed(_));
        self.record.write(|transaction| {
            for (item, result) in ended {
                let subjects = match item {
                    Item::Search(search) => {
                        match result {
                            Ok(Found::Page(page)) => {
                                if let Some(total) = page.total {
                                    totals[usize::from(search.kind == Kind::Organization)] = total;
                                }
                                is_endless |= page.next.is_some() && page.next == search.cursor;
                                write_page(transaction, review, search, page, &mut progress)?;
                            }
                            Ok(_) => {}
                            Err(error) => failed_searches.push((search, error)),
                        }
                        continue;
                    }
                    Item::Subject(subject) => vec![subject],
                    Item::Members(members) => members,
                };
                for subject in subjects {
                    match &result {
                        Ok(found) => write_found(transaction, review, subject, found, &mut progress)?,
                        Err(error) => {
                            write_error(transaction, review, &subject, error, are_listed, &mut progress)?;
                        }
                    }
                }
            }
            Ok(())
        })?;
        self.progress = progress;
        if is_endless {
            return Err(Failure::new(
                "a page of a search names itself as the next one, so later pages may be missing; the same command tries again",
            ));
        }
        failed_searches.into_iter().try_for_each(|(search, error)| self.search_failed(&search, error))
    }

    fn counts(&self) -> Counts {
        let Progress { pending, done, failed, unnamed, .. } = self.progress;
        let failed = failed + unnamed;
        let total = (pending + done + failed).max(self.totals.iter().sum());
        Counts { done, failed, total }
    }

    /// A page has the subjects of further calls, and the cursor of the next page.
    fn is_urgent(item: &Item) -> bool {
        matches!(item, Item::Search(_))
    }
}

fn write_page(
    transaction: &Transaction<'_>,
    review: i64,
    search: Search,
    page: Page,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    for subject in &page.subjects {
        progress.pending += u64::from(add(transaction, review, subject)?);
    }
    let is_done = page.next.is_none();
    set_search(transaction, review, &Search { cursor: page.next, ..search }, is_done)
}

fn write_found(
    transaction: &Transaction<'_>,
    review: i64,
    mut subject: Subject,
    found: &Found,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    let request_id = match found {
        Found::Grants { apps, grants, request_id } => {
            apps.iter().try_for_each(|app| add_app(transaction, review, app))?;
            for grant in grants {
                add_grant(transaction, review, grant)?;
                if !grant.organization_id.is_empty() {
                    progress.pending += u64::from(add(transaction, review, &member(grant))?);
                }
            }
            request_id.as_deref()
        }
        Found::Apps { id, name, apps, request_id } => {
            if *id != subject.id {
                rename(transaction, review, &subject, id)?;
            }
            subject = Subject { id: id.clone(), name: name.clone(), ..subject };
            for app in apps {
                add_app(transaction, review, app)?;
                let app = Subject {
                    kind: Kind::OrganizationApp,
                    organization_id: id.clone(),
                    id: app.id.clone(),
                    name: app.name.clone(),
                };
                progress.pending += u64::from(add(transaction, review, &app)?);
            }
            request_id.as_deref()
        }
        Found::Names(names) => {
            // Whoever has been deleted since has no name.
            let ids = (subject.organization_id.clone(), subject.id.clone());
            subject.name = names.get(&ids).cloned().unwrap_or_default();
            None
        }
        Found::Page(_) => None,
    };
    mark(transaction, review, &subject, request_id, None)?;
    progress.pending = progress.pending.saturating_sub(1);
    progress.done += 1;
    Ok(())
}

fn member(grant: &Grant) -> Subject {
    Subject {
        kind: Kind::Member,
        organization_id: grant.organization_id.clone(),
        id: grant.person_id.clone(),
        name: String::new(),
    }
}

/// A User or an Organization that a search found, and that was deleted since, has no grants; nor has an app that the
/// last Member has left. Anything else that is not found was not there to begin with, and is a failure.
fn write_error(
    transaction: &Transaction<'_>,
    review: i64,
    subject: &Subject,
    error: &Error,
    are_listed: bool,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    let is_gone = error.is_not_found()
        && match subject.kind {
            Kind::User => !are_listed && error.error_type() == Some("user_not_found"),
            Kind::Organization => {
                !subject.name.is_empty() && error.error_type() == Some("organization_not_found")
            }
            Kind::Member => false,
            Kind::OrganizationApp => {
                matches!(error.error_type(), Some("connected_app_not_found" | "organization_not_found"))
            }
        };
    let message = (!is_gone).then(|| error.to_string());
    mark(transaction, review, subject, error.request_id(), message.as_deref())?;
    progress.pending = progress.pending.saturating_sub(1);
    *match (is_gone, subject.kind) {
        (true, _) => &mut progress.done,
        (false, Kind::Member) => &mut progress.unnamed,
        (false, _) => &mut progress.failed,
    } += 1;
    Ok(())
}
