//! The changes of Organizations' policies on apps, and their outcomes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::types::Type;
use rusqlite::{Connection, Transaction, params};

use crate::record::evidence::{append, sha256};
use crate::record::outcomes::{COLUMNS, Outcome};

/// A row of the table `policy_change`.
#[derive(Debug, Clone)]
pub struct PolicyChange {
    pub id: i64,
    pub action: Action,
    /// The block that an unblock undoes.
    pub undoes: Option<i64>,
    pub app_id: String,
    pub app_name: String,
    pub party: Party,
    pub organization_id: String,
    pub organization_name: String,
    pub before: Policy,
    pub after: Policy,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Block,
    Unblock,
}

/// The apps that a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    First,
    Third,
}

/// The policy of an Organization on the apps of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Such as `ALL_ALLOWED`.
    pub kind: String,
    /// The ids. Many Organizations may have the same list.
    pub apps: Arc<[String]>,
}

impl Action {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Unblock => "unblock",
        }
    }
}

impl Party {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first_party",
            Self::Third => "third_party",
        }
    }
}

pub const TABLE: &str = "policy_change";

/// All changes, in the order in which they were planned.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<PolicyChange>> {
    let lists = lists(connection)?;
    let list = |column: usize, digest: String| {
        let missing = || rusqlite::Error::InvalidColumnType(column, "app_list".to_owned(), Type::Text);
        lists.get(&digest).cloned().ok_or_else(missing)
    };
    let mut select = connection.prepare(&format!(
        "SELECT policy_change, action, undoes, app_id, app_name, party, organization_id, organization_name, before_type,
             before_list, after_type, after_list, {COLUMNS}
         FROM policy_change ORDER BY policy_change"
    ))?;
    let rows = select.query_map([], |row| {
        let action = if row.get_ref(1)?.as_str()? == "block" { Action::Block } else { Action::Unblock };
        let party = if row.get_ref(5)?.as_str()? == "first_party" { Party::First } else { Party::Third };
        Ok(PolicyChange {
            id: row.get(0)?,
            action,
            undoes: row.get(2)?,
            app_id: row.get(3)?,
            app_name: row.get(4)?,
            party,
            organization_id: row.get(6)?,
            organization_name: row.get(7)?,
            before: Policy { kind: row.get(8)?, apps: list(9, row.get(9)?)? },
            after: Policy { kind: row.get(10)?, apps: list(11, row.get(11)?)? },
            outcome: Outcome::read(row, 12)?,
        })
    })?;
    rows.collect()
}

fn lists(connection: &Connection) -> rusqlite::Result<HashMap<String, Arc<[String]>>> {
    let mut select = connection.prepare("SELECT digest, apps FROM app_list")?;
    let rows = select.query_map([], |row| {
        let (digest, apps): (String, String) = (row.get(0)?, row.get(1)?);
        // A policy is restored by it.
        if digest != sha256(&apps) {
            let changed = format!(
                "the list of apps {digest} was changed; `stytch-apps verify-record` checks the record"
            );
            return Err(rusqlite::Error::ToSqlConversionFailure(changed.into()));
        }
        let apps: Vec<String> = serde_json::from_str(&apps)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error)))?;
        Ok((digest, apps.into()))
    })?;
    rows.collect()
}

/// The blocks that are not undone: the app and the Organization. Of several blocks of an app there, the last one counts.
pub fn blocks(connection: &Connection) -> rusqlite::Result<HashSet<(String, String)>> {
    let mut select = connection.prepare(
        "SELECT app_id, organization_id FROM policy_change AS block WHERE action = 'block' AND sent_at IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM policy_change WHERE undoes = block.policy_change AND verified_at IS NOT NULL)
             AND NOT EXISTS (SELECT 1 FROM policy_change AS later WHERE later.app_id = block.app_id
                 AND later.organization_id = block.organization_id AND later.action = 'block'
                 AND later.sent_at IS NOT NULL AND later.policy_change > block.policy_change)",
    )?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The apps with a block that is not undone.
pub fn blocked_apps(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    Ok(blocks(connection)?.into_iter().map(|(app, _)| app).collect())
}

/// Adds a planned change, and gives it its id.
pub fn add(transaction: &Transaction<'_>, change: &mut PolicyChange) -> rusqlite::Result<()> {
    let (before, after) =
        (add_list(transaction, &change.before.apps)?, add_list(transaction, &change.after.apps)?);
    let mut insert = transaction.prepare_cached(
        "INSERT INTO policy_change (action, undoes, app_id, app_name, party, organization_id, organization_name,
             before_type, before_list, after_type, after_list, state, planned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    insert.execute(params![
        change.action.as_str(),
        change.undoes,
        change.app_id,
        change.app_name,
        change.party.as_str(),
        change.organization_id,
        change.organization_name,
        change.before.kind,
        before,
        change.after.kind,
        after,
        change.outcome.state.as_str(),
        change.outcome.planned_at,
    ])?;
    change.id = transaction.last_insert_rowid();
    append(transaction, TABLE, change.id)
}

/// Adds a list unless it is there, and returns its digest.
fn add_list(transaction: &Transaction<'_>, apps: &[String]) -> rusqlite::Result<String> {
    let json = serde_json::Value::from(apps).to_string();
    let digest = sha256(&json);
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO app_list (digest, apps) VALUES (?1, ?2)")?;
    insert.execute([&digest, &json])?;
    Ok(digest)
}
