use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::inventory::Covered;
use crate::record::file::Record;
use crate::record::queue::SearchKind;
use crate::revoke::search::is_refused;

/// The last complete reviews that cover everybody and all apps, the last one first, with the times at which they began. In a
/// project without Organizations, all Users are everybody; Stytch is asked if the record does not say.
pub async fn reviews(record: &Record, client: &Client, most: usize) -> Result<Vec<(i64, String)>, Failure> {
    let all = record.read(|connection| {
        let sql = "SELECT review, started_at FROM review WHERE finished_at IS NOT NULL ORDER BY review DESC";
        let mut select = connection.prepare(sql)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()
    })?;
    let (mut found, mut has) = (Vec::new(), Has::default());
    for (review, at) in all {
        let covered = Covered::read(record, review)?;
        let is_of_everybody = match (covered.users, covered.organizations) {
            _ if !covered.apps => false,
            (true, false) => !has.organizations(record, client).await?,
            (false, true) => !has.users(record, client).await?,
            (users, organizations) => users && organizations,
        };
        found.extend(is_of_everybody.then_some((review, at)));
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// The people of a project: Users, Organizations or both.
#[derive(Debug, Default)]
struct Has {
    users: Option<bool>,
    organizations: Option<bool>,
}

impl Has {
    async fn users(&mut self, record: &Record, client: &Client) -> Result<bool, Failure> {
        if self.users.is_none() {
            let found = client.search_users().body_map(|body| body.limit(1)).await;
            self.users = Some(is_offered(record, SearchKind::Users, found.map(|page| page.results.len()))?);
        }
        Ok(self.users == Some(true))
    }

    async fn organizations(&mut self, record: &Record, client: &Client) -> Result<bool, Failure> {
        if self.organizations.is_none() {
            let found = client.search_organizations().body_map(|body| body.limit(1)).await;
            let found = found.map(|page| page.organizations.len());
            self.organizations = Some(is_offered(record, SearchKind::Organizations, found)?);
        }
        Ok(self.organizations == Some(true))
    }
}

/// Returns whether a search finds somebody. In a project without such people, Stytch refuses it.
fn is_offered(record: &Record, kind: SearchKind, found: Result<usize, Error>) -> Result<bool, Failure> {
    match found {
        Err(error) if has_none(record, kind, &error)? => Ok(false),
        found => Ok(found? > 0),
    }
}

/// Returns whether a search fails because the project has none of what it looks for. It has some if a review has ever seen
/// one, and then the failure has another cause, such as a proxy.
pub fn has_none(record: &Record, kind: SearchKind, error: &Error) -> Result<bool, Failure> {
    if !is_refused(error) {
        return Ok(false);
    }
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM review CROSS JOIN subject USING (review) WHERE kind = ?1)";
    record.read(|connection| connection.query_row(sql, [kind.as_str()], |row| row.get(0)))
}
