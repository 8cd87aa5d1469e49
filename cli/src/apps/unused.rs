use std::collections::{BTreeMap, BTreeSet, HashSet};

use stytch_connected_apps::Client;

use crate::apps::everybody;
use crate::failure::Failure;
use crate::inventory::duplicates::duplicates;
use crate::record::app_deletions::{AppDeletion, all};
use crate::record::file::Record;
use crate::record::outcomes::State;
use crate::record::policy_changes::blocked_apps;
use crate::record::project_apps::{ProjectApp, of_review};

/// The apps that two complete reviews of everybody saw, and that no review since the first of them saw a grant of.
#[derive(Debug)]
pub struct Unused {
    /// The earlier and the later one, with the times at which they began.
    pub reviews: [(i64, String); 2],
    pub apps: BTreeMap<String, ProjectApp>,
    /// The apps that `block` keeps out: their grants may be there, and listed no more.
    pub blocked: HashSet<String>,
    /// Groups of apps of the later review that differ at most in ports and ids.
    duplicates: Vec<Vec<String>>,
    /// The apps that this record has deleted, or may have.
    deleted: HashSet<String>,
}

impl Unused {
    pub async fn find(record: &Record, client: &Client) -> Result<Self, Failure> {
        let reviews = reviews(record, client).await?;
        let [(earlier, _), (later, _)] = &reviews;
        let [before, after] = [earlier, later].map(|review| record.read(|c| of_review(c, *review)));
        let (before, after) = (before?, after?);
        let used = record.read(|connection| {
            let mut select = connection.prepare("SELECT DISTINCT app_id FROM granted WHERE review >= ?1")?;
            let rows = select.query_map([earlier], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<HashSet<String>>>()
        })?;
        let before: HashSet<&str> = before.iter().map(|app| &*app.id).collect();
        let duplicates = duplicates(&after);
        let is_unused = |app: &ProjectApp| before.contains(&*app.id) && !used.contains(&app.id);
        let apps = after.into_iter().filter(is_unused).map(|app| (app.id.clone(), app)).collect();
        let blocked = record.read(blocked_apps)?;
        // One that is kept was found there.
        let is_deleted = |deletion: &AppDeletion| match deletion.outcome.state {
            State::Kept => false,
            state => state.is_done() || deletion.outcome.sent_at.is_some(),
        };
        let deleted = record.read(all)?.into_iter().filter(is_deleted);
        let deleted = deleted.map(|deletion| deletion.app_id).collect();
        Ok(Self { reviews, apps, blocked, duplicates, deleted })
    }

    /// The unused apps of each group, without one of them if nobody uses any of the group.
    pub fn duplicates(&self) -> BTreeSet<&String> {
        let mut ids = BTreeSet::new();
        for group in &self.duplicates {
            // One that is gone cannot be the one that stays.
            let there = || group.iter().filter(|id| !self.deleted.contains(*id));
            let unused: Vec<&String> = there().filter(|id| self.can_go(id)).collect();
            let stays = usize::from(unused.len() == there().count());
            ids.extend(unused.into_iter().skip(stays));
        }
        ids
    }

    /// Returns whether an app is unused, not first-party and not blocked.
    pub fn can_go(&self, id: &str) -> bool {
        self.apps.get(id).is_some_and(|app| !app.is_first_party() && !self.blocked.contains(id))
    }
}

/// The last two complete reviews of everybody.
async fn reviews(record: &Record, client: &Client) -> Result<[(i64, String); 2], Failure> {
    match &everybody::reviews(record, client, 2).await?[..] {
        [later, earlier] => Ok([earlier.clone(), later.clone()]),
        fewer => Err(Failure::new(format!(
            "the record has complete reviews of everybody: {}, and an app is unused only by two: Stytch tells neither when \
             an app was created nor when it was last used, so one that nobody has granted access may be new; run \
             `stytch-apps review` once more, some days apart",
            fewer.len()
        ))),
    }
}
