//! The time by which no service accepts a token of a revoked grant any more.

use std::collections::{BTreeSet, HashMap};

use futures_util::StreamExt;
use jiff::SignedDuration;
use rusqlite::OptionalExtension;

use crate::failure::Failure;
use crate::output::{note, printable};
use crate::record::aftermath::Aftermath;
use crate::record::file::Record;
use crate::record::revocations::Revocation;
use crate::record::time::later;
use crate::revoke::search::Search;

/// How long an access token lives if Stytch does not say, in minutes: its documented default.
const USUAL_MINUTES: i64 = 60;

/// How long a session's JWT lives.
const SESSION_JWT: SignedDuration = SignedDuration::from_mins(5);

/// By how much a service's clock may be behind: the default of `TokenVerifierBuilder::leeway`.
const LEEWAY: SignedDuration = SignedDuration::from_secs(10);

const CONCURRENCY: usize = 64;

/// How long the access tokens of some apps live.
#[derive(Debug)]
pub struct TokenLives {
    /// In minutes, by app, and whether that is assumed. An app is missing if nobody says.
    minutes: HashMap<String, (i64, bool)>,
    /// How long services rely on Stytch's last word about a grant.
    recheck: Option<SignedDuration>,
}

impl TokenLives {
    /// Asks Stytch about each app once. If the record has seen a longer life of tokens, that counts: tokens from then may
    /// be in use.
    pub async fn ask(
        search: &Search<'_>,
        record: &Record,
        apps: BTreeSet<String>,
        recheck: Option<SignedDuration>,
    ) -> Result<Self, Failure> {
        let calls = search.client.fan_out(CONCURRENCY, apps, |client, app| {
            search.paced(client.get_connected_app_client().client_id(&**app))
        });
        let responses: Vec<_> = calls.collect().await;
        let mut minutes = HashMap::new();
        for (app, response) in responses {
            let seen = record.read(|connection| seen(connection, &app))?;
            let told =
                response.map(|response| response.connected_app.access_token_expiry_minutes.map(i64::from));
            let longest = told.as_ref().ok().copied().flatten().max(seen);
            match (told, longest) {
                // It may have been changed since the record has seen it.
                (Err(error), longest) if !error.is_not_found() => {
                    let assumed = longest.unwrap_or_default().max(USUAL_MINUTES);
                    note!(
                        "warning: how long access tokens of {} live is not known, so {assumed} minutes are assumed: {error}",
                        printable(&app)
                    );
                    minutes.insert(app, (assumed, true));
                }
                (_, Some(longest)) => _ = minutes.insert(app, (longest, false)),
                _ => {}
            }
        }
        Ok(Self { minutes, recheck })
    }

    /// Sets until when a service may accept a token of a grant that is gone. A grant that somebody else revoked, or whose
    /// revocation has no response, may have had tokens issued until it was found gone.
    pub fn mark(&self, revocation: &mut Revocation) {
        if !revocation.state.is_gone() {
            return;
        }
        let known = self.minutes.get(&revocation.of.grant.app_id).copied();
        let (minutes, minutes_assumed) = known.unwrap_or((USUAL_MINUTES, true));
        let life = SignedDuration::from_mins(minutes);
        let accepted = self.recheck.map_or(life, |recheck| recheck.min(life));
        let at = revocation.at.as_deref();
        revocation.aftermath = Aftermath {
            access_token_minutes: Some(minutes),
            minutes_assumed,
            recheck_seconds: self.recheck.map(|recheck| recheck.as_secs()),
            dead_by: at.and_then(|at| later(at, accepted.saturating_add(LEEWAY))),
            ..std::mem::take(&mut revocation.aftermath)
        };
    }
}

/// Forgets until when tokens may be accepted, as the grant is not gone.
pub fn unmark(revocation: &mut Revocation) {
    revocation.aftermath.dead_by = None;
}

/// The time by which the last JWT of a session is dead that ended at `at`.
pub fn of_session(at: &str) -> Option<String> {
    later(at, SESSION_JWT + LEEWAY)
}

/// The longest life that the record has seen of an app's access tokens, in minutes.
fn seen(connection: &rusqlite::Connection, app: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT max(minutes) FROM (
                   SELECT access_token_minutes AS minutes FROM project_app WHERE app_id = ?1
                   UNION ALL
                   SELECT access_token_minutes FROM revocation WHERE app_id = ?1 AND NOT minutes_assumed)";
    connection.query_row(sql, [app], |row| row.get(0)).optional().map(Option::flatten)
}
