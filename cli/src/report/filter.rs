use globset::GlobMatcher;
use rusqlite::Connection;

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::report::arguments::ReportArguments;
use crate::selection::Selection;
use crate::selection::known::Known;

/// The grants that a report is about.
#[derive(Debug)]
pub struct Filter<'a> {
    selection: Selection,
    scopes: &'a [GlobMatcher],
    /// In words, such as `the grants of ann@example.com to Calendar`.
    pub words: String,
}

impl<'a> Filter<'a> {
    /// `None` if the report is about all grants.
    pub fn read(record: &Record, arguments: &'a ReportArguments) -> Result<Option<Self>, Failure> {
        let (given, scopes) = (&arguments.selection, &arguments.scopes[..]);
        if given.is_empty() && scopes.is_empty() {
            return Ok(None);
        }
        let known = Known { record, review: None };
        let selection = known.select(given, &known.organizations(given)?)?;
        selection.check_in_record(record)?;
        let globs = scopes.iter().map(|scope| scope.glob().glob()).collect::<Vec<_>>().join(" or ");
        let with = if globs.is_empty() { String::new() } else { format!(" with a scope like {globs}") };
        Ok(Some(Self { selection, scopes, words: format!("{}{with}", given.describe()) }))
    }

    fn has(&self, grant: &Grant) -> bool {
        let matches = |scope| self.scopes.iter().any(|glob| glob.is_match(scope));
        self.selection.has(grant) && (self.scopes.is_empty() || grant.scopes.split_whitespace().any(matches))
    }

    /// Hides all other grants of these reviews from every later query: temporary views take the place of the tables. A
    /// grant is shown if one of the reviews selects it, so that a change of its scopes is one.
    pub fn apply(&self, connection: &Connection, reviews: &[i64]) -> rusqlite::Result<()> {
        connection.pragma_update(None, "query_only", false)?;
        connection.execute_batch(TABLES)?;
        let mut insert =
            connection.prepare("INSERT OR IGNORE INTO temp.selected_grant VALUES (?1, ?2, ?3)")?;
        for review in reviews {
            self.each(connection, "review", &format!("main.granted WHERE review = {review}"), |_, grant| {
                let Grant { app_id, organization_id, person_id, .. } = grant;
                insert.execute([app_id, organization_id, person_id])
            })?;
        }
        let mut insert = connection.prepare("INSERT INTO temp.selected_revocation VALUES (?1)")?;
        self.each(connection, "revocation", "main.revocation", |revocation, _| insert.execute([revocation]))?;
        let mut insert = connection.prepare("INSERT INTO temp.selected_decision VALUES (?1)")?;
        self.each(connection, "decision", "main.decision", |decision, _| insert.execute([decision]))?;
        connection.execute_batch(VIEWS)?;
        connection.pragma_update(None, "query_only", true)
    }

    /// Takes the number and the grant of each row that is selected.
    fn each(
        &self,
        connection: &Connection,
        number: &str,
        from: &str,
        mut take: impl FnMut(i64, &Grant) -> rusqlite::Result<usize>,
    ) -> rusqlite::Result<()> {
        let sql = format!("SELECT {number}, app_id, organization_id, person_id, scopes FROM {from}");
        let mut select = connection.prepare(&sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let grant = Grant {
                app_id: row.get(1)?,
                organization_id: row.get(2)?,
                person_id: row.get(3)?,
                scopes: row.get(4)?,
            };
            if self.has(&grant) {
                take(row.get(0)?, &grant)?;
            }
        }
        Ok(())
    }
}

const TABLES: &str = "
    CREATE TEMP TABLE selected_grant (
        app_id TEXT, organization_id TEXT, person_id TEXT, PRIMARY KEY (app_id, organization_id, person_id)
    ) WITHOUT ROWID;
    CREATE TEMP TABLE selected_revocation (revocation INTEGER PRIMARY KEY);
    CREATE TEMP TABLE selected_decision (decision INTEGER PRIMARY KEY);";

const VIEWS: &str = "
    CREATE TEMP VIEW granted AS
        SELECT * FROM main.granted WHERE (app_id, organization_id, person_id) IN temp.selected_grant;
    CREATE TEMP VIEW grants AS
        SELECT * FROM main.grants WHERE (app_id, organization_id, person_id) IN temp.selected_grant;
    CREATE TEMP VIEW app AS
        SELECT * FROM main.app WHERE (review, app_id) IN (SELECT review, app_id FROM temp.granted);
    CREATE TEMP VIEW revocation AS
        SELECT * FROM main.revocation WHERE revocation IN temp.selected_revocation;
    CREATE TEMP VIEW decision AS
        SELECT * FROM main.decision WHERE decision IN temp.selected_decision;
    CREATE TEMP VIEW session AS
        SELECT * FROM main.session
        WHERE (app_id, organization_id, person_id) IN (SELECT app_id, organization_id, person_id FROM temp.revocation);";
