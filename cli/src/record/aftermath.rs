//! The things that outlive a grant: the access tokens in services that verify by themselves, and the sessions that the app made.

use clap::ValueEnum;
use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};
use serde::Serialize;

/// Which sessions are ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum EndSessions {
    /// None, and nobody's are looked for
    #[default]
    None,
    /// Those that the app made, and that the person has not signed in to
    App,
    /// Those that the app made, also if that signs the person out
    All,
}

/// The columns of a revocation that are about what outlives the grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Aftermath {
    pub access_token_minutes: Option<i64>,
    pub minutes_assumed: bool,
    pub recheck_seconds: Option<i64>,
    pub dead_by: Option<String>,
    pub end_sessions: EndSessions,
    pub sessions_verified_at: Option<String>,
}

impl EndSessions {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::App => "app",
            Self::All => "all",
        }
    }
}

impl Aftermath {
    pub const COLUMNS: &'static str = "access_token_minutes, minutes_assumed, recheck_seconds, dead_by, end_sessions, \
         sessions_verified_at";

    /// Returns whether sessions are still to be looked for or to be ended.
    pub fn has_open_sessions(&self) -> bool {
        self.end_sessions != EndSessions::None && self.sessions_verified_at.is_none()
    }

    /// Reads the columns, by their names.
    pub fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let column = row.as_ref().column_index("end_sessions")?;
        let name = row.get_ref(column)?.as_str()?;
        let all = [EndSessions::None, EndSessions::App, EndSessions::All];
        let end_sessions = all.into_iter().find(|sessions| sessions.as_str() == name);
        let unknown = || rusqlite::Error::InvalidColumnType(column, "end_sessions".to_owned(), Type::Text);
        Ok(Self {
            access_token_minutes: row.get("access_token_minutes")?,
            minutes_assumed: row.get("minutes_assumed")?,
            recheck_seconds: row.get("recheck_seconds")?,
            dead_by: row.get("dead_by")?,
            end_sessions: end_sessions.ok_or_else(unknown)?,
            sessions_verified_at: row.get("sessions_verified_at")?,
        })
    }

    /// Writes the columns of a revocation. The caller appends the row to the evidence.
    pub fn write(&self, transaction: &Transaction<'_>, revocation: i64) -> rusqlite::Result<()> {
        let mut update = transaction.prepare_cached(
            "UPDATE revocation SET access_token_minutes = ?2, minutes_assumed = ?3, recheck_seconds = ?4, dead_by = ?5,
                 end_sessions = ?6, sessions_verified_at = ?7
             WHERE revocation = ?1",
        )?;
        update.execute(params![
            revocation,
            self.access_token_minutes,
            self.minutes_assumed,
            self.recheck_seconds,
            self.dead_by,
            self.end_sessions.as_str(),
            self.sessions_verified_at,
        ])?;
        Ok(())
    }
}
