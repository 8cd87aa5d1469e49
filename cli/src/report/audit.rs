use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::record::policy_changes::blocks;
use crate::record::revocations::RevocationState;
use crate::report::summary::Summary;
use crate::verify_record::check::check;

/// The parts of the page for the auditor that are not in the summary.
#[derive(Debug)]
pub struct Audit {
    /// By reviewer: of the last decision about each grant, how many are `keep` and how many `revoke`.
    pub deciders: Vec<Decider>,
    /// The number of grants of the review without a decision.
    pub undecided: u64,
    /// The first row of the record that is not as it was written.
    pub mismatch: Option<String>,
    /// The apps that are blocked now, each with the number of Organizations.
    pub blocked: BTreeMap<String, usize>,
    pub verified: usize,
    /// The number of sessions by what became of them.
    pub sessions: BTreeMap<RevocationState, usize>,
    /// The time after which no service accepts a token of any revoked grant.
    pub dead_by: Option<String>,
    /// Some app's tokens were taken to live for the usual time.
    pub is_assumed: bool,
    /// The longest time for which services rely on Stytch's last word, as they were said to do.
    pub recheck_seconds: Option<i64>,
}

#[derive(Debug)]
pub struct Decider {
    /// Empty if the files do not say.
    pub name: String,
    pub keep: u64,
    pub revoke: u64,
}

impl Audit {
    pub fn read(connection: &Connection, summary: &Summary) -> rusqlite::Result<Self> {
        let deciders = deciders(connection)?;
        let undecided = match (&summary.review, deciders.is_empty()) {
            (Some(review), false) => undecided(connection, review.review)?,
            _ => 0,
        };
        let mut sessions = BTreeMap::new();
        for session in &summary.sessions {
            *sessions.entry(session.state).or_default() += 1;
        }
        let revocations = || summary.revocations.iter().map(|revoked| &revoked.revocation);
        let dead =
            || revocations().map(|revocation| &revocation.aftermath).filter(|after| after.dead_by.is_some());
        let mismatch = match &summary.evidence {
            Some(_) => check(connection, None)?.err(),
            None => None,
        };
        Ok(Self {
            deciders,
            mismatch,
            blocked: blocked(connection)?,
            undecided,
            verified: revocations().filter(|revocation| revocation.verified_at.is_some()).count(),
            sessions,
            dead_by: dead().filter_map(|after| after.dead_by.clone()).max(),
            is_assumed: dead().any(|after| after.minutes_assumed),
            recheck_seconds: dead().filter_map(|after| after.recheck_seconds).max(),
        })
    }
}

fn deciders(connection: &Connection) -> rusqlite::Result<Vec<Decider>> {
    let mut select = connection.prepare(
        "SELECT reviewer, sum(word = 'keep'), sum(word = 'revoke') FROM decision d
         WHERE d.decision = (SELECT max(last.decision) FROM main.decision last
             WHERE last.app_id = d.app_id AND last.organization_id = d.organization_id
                 AND last.person_id = d.person_id)
         GROUP BY reviewer ORDER BY count(*) DESC, reviewer",
    )?;
    let rows = select
        .query_map([], |row| Ok(Decider { name: row.get(0)?, keep: row.get(1)?, revoke: row.get(2)? }))?;
    rows.collect()
}

fn blocked(connection: &Connection) -> rusqlite::Result<BTreeMap<String, usize>> {
    let mut blocked = BTreeMap::new();
    for (app, _) in blocks(connection)? {
        let sql = "SELECT app_name FROM policy_change WHERE app_id = ?1 ORDER BY policy_change DESC LIMIT 1";
        let name: String = connection.prepare_cached(sql)?.query_row([app], |row| row.get(0))?;
        *blocked.entry(name).or_default() += 1;
    }
    Ok(blocked)
}

fn undecided(connection: &Connection, review: i64) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM granted g WHERE g.review = ?1 AND NOT EXISTS (
                   SELECT 1 FROM main.decision d WHERE d.app_id = g.app_id
                       AND d.organization_id = g.organization_id AND d.person_id = g.person_id)";
    connection.query_row(sql, [review], |row| row.get(0))
}
