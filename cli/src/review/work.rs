use std::sync::Arc;

use rusqlite::Transaction;
use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::missing::Missing;
use crate::names;
use crate::record::file::Record;
use crate::record::project_apps;
use crate::record::queue::{Search, SearchKind, Subject, SubjectKind, add, pending, searches, set_search};
use crate::record::results::{Grant, add_app, add_grant, mark, rename};
use crate::record::reviews::Progress;
use crate::record::scope::{Part, Scope};
use crate::review::call::{Found, Item, call};
use crate::review::page::{Page, Results};
use crate::review::walk::Walk;

/// The subjects that have calls of their own. An app of an Organization comes first, so that few Organizations are half
/// done.
const CALLED_ALONE: &[SubjectKind] =
    &[SubjectKind::OrganizationApp, SubjectKind::Organization, SubjectKind::User];

/// The work of a review. All its state is in the record.
#[derive(Debug)]
pub struct ReviewWork<'a> {
    record: &'a mut Record,
    review: i64,
    scope: Scope,
    progress: Progress,
    /// The number of results of each search, as far as it says.
    totals: [u64; 3],
    /// A search has begun again because Stytch no longer knew its cursor.
    has_restarted: bool,
    /// The walks over the pages of the searches.
    walks: [Walk; 3],
}

impl<'a> ReviewWork<'a> {
    pub fn new(record: &'a mut Record, review: i64, scope: Scope) -> Result<Self, Failure> {
        let progress = record.progress(review)?;
        Ok(Self {
            record,
            review,
            scope,
            progress,
            totals: [0; 3],
            has_restarted: false,
            walks: Default::default(),
        })
    }

    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The number of results of each search, as far as those of this run say.
    pub fn totals(&self) -> [u64; 3] {
        self.totals
    }

    /// Begins a failed search again, or returns why it ends the review.
    fn search_failed(&mut self, search: &Search, error: Error) -> Result<(), Failure> {
        let is_rejected = error.status().is_some_and(|status| status == 400);
        if is_rejected && search.cursor.is_some() && !self.has_restarted {
            // A cursor may have expired since the last run. Nobody is added twice.
            self.has_restarted = true;
            let search = Search { cursor: None, ..search.clone() };
            self.walks[search.kind as usize] = Walk::default();
            return self
                .record
                .write(|transaction| set_search(transaction, self.review, &search, false, None));
        }
        let hint = match (search.kind, self.scope.is_of_everybody()) {
            (SearchKind::Users, true) => "if the project has no Users, review it with --organizations",
            (SearchKind::Organizations, true) => {
                "if the project has no Organizations, review it with --users"
            }
            _ => "the same command tries again",
        };
        let page = self.walks[search.kind as usize].page();
        Err(Failure::from(error).and(&format!("the search stopped at its page {page}")).and(hint))
    }
}

impl Work for ReviewWork<'_> {
    type Item = Item;
    type Output = Found;

    fn open(&mut self, limit: usize) -> Result<Vec<Item>, Failure> {
        self.record.read(|connection| {
            let searches = searches(connection, self.review)?.into_iter().map(Item::Search);
            let subjects = pending(connection, self.review, CALLED_ALONE, limit)?;
            let mut items: Vec<Item> = searches.chain(subjects.into_iter().map(Item::Subject)).collect();
            // Last, and one call at a time: until they are written, the query returns the same Members.
            if items.is_empty() {
                let members = pending(connection, self.review, &[SubjectKind::Member], names::AT_ONCE)?;
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
        let (mut failed_searches, mut endless) = (Vec::new(), None);
        let mut progress = self.progress;
        let (review, totals, walks) = (self.review, &mut self.totals, &mut self.walks);
        let are_listed = matches!(self.scope.users, Part::File(_));
        let is_accepted = ended.iter().any(|(_, result)| is_accepted(result));
        let write = |transaction: &Transaction<'_>| {
            for (item, result) in ended {
                let subjects = match item {
                    Item::Search(search) => {
                        match result {
                            Ok(Found::Page(page)) => {
                                if let Some(total) = page.total {
                                    totals[search.kind as usize] = total;
                                }
                                if let Err(reason) = walks[search.kind as usize].follow(&search, &page) {
                                    endless.get_or_insert(reason);
                                }
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
        };
        match is_accepted {
            true => self.record.write_results(write),
            false => self.record.write(write),
        }?;
        self.progress = progress;
        if let Some(reason) = endless {
            return Err(Failure::new(format!(
                "{reason}, so later pages may be missing; the same command tries again"
            )));
        }
        failed_searches.into_iter().try_for_each(|(search, error)| self.search_failed(&search, error))
    }

    fn counts(&self) -> Counts {
        let Progress { pending, done, failed, unnamed, .. } = self.progress;
        let failed = failed + unnamed;
        // Each User and each Organization is a call, but an app is none.
        let called = [SearchKind::Users, SearchKind::Organizations].map(|kind| self.totals[kind as usize]);
        let total = (pending + done + failed).max(called.iter().sum());
        Counts { done, failed, total }
    }

    /// A page has the subjects of further calls, and the cursor of the next page.
    fn is_urgent(item: &Item) -> bool {
        matches!(item, Item::Search(_))
    }
}

/// Returns whether the API has accepted the project's credentials.
fn is_accepted<T>(result: &Result<T, Error>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => Missing::of(error).is_some(),
    }
}

fn write_page(
    transaction: &Transaction<'_>,
    review: i64,
    search: Search,
    page: Page,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    match page.found {
        Results::Subjects(subjects) => {
            for subject in &subjects {
                progress.pending += u64::from(add(transaction, review, subject)?);
            }
        }
        Results::Apps(apps) => {
            apps.iter().try_for_each(|app| project_apps::add(transaction, review, app))?;
        }
    }
    let is_done = page.next.is_none();
    set_search(transaction, review, &Search { cursor: page.next, ..search }, is_done, page.total)
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
                    kind: SubjectKind::OrganizationApp,
                    organization_id: id.clone(),
                    id: app.id.clone(),
                    name: app.name.clone(),
                };
                progress.pending += u64::from(add(transaction, review, &app)?);
            }
            request_id.as_deref()
        }
        Found::Names(names) => {
            // A Member who has been deleted since has no name.
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
        kind: SubjectKind::Member,
        organization_id: grant.organization_id.clone(),
        id: grant.person_id.clone(),
        name: String::new(),
    }
}

/// Writes a failure. But a User or an Organization that was deleted since the search has no grants, nor has an app that
/// its last Member has left.
fn write_error(
    transaction: &Transaction<'_>,
    review: i64,
    subject: &Subject,
    error: &Error,
    are_listed: bool,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    let is_gone = match (subject.kind, Missing::of(error)) {
        (SubjectKind::User, Some(Missing::User)) => !are_listed,
        (SubjectKind::Organization, Some(Missing::Organization)) => !subject.name.is_empty(),
        (SubjectKind::OrganizationApp, Some(Missing::App | Missing::Organization)) => true,
        _ => false,
    };
    let message = (!is_gone).then(|| error.to_string());
    mark(transaction, review, subject, error.request_id(), message.as_deref())?;
    progress.pending = progress.pending.saturating_sub(1);
    *match (is_gone, subject.kind) {
        (true, _) => &mut progress.done,
        (false, SubjectKind::Member) => &mut progress.unnamed,
        (false, _) => &mut progress.failed,
    } += 1;
    Ok(())
}
