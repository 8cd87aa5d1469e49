use rusqlite::Connection;

use crate::output::printable;
use crate::spreadsheet::without_formulas;

/// A grant with names. Borrowed from a row, as there may be a million.
#[derive(Debug)]
pub struct Grant<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    /// Empty for a User.
    pub organization_id: &'a str,
    pub organization_name: &'a str,
    pub person_id: &'a str,
    /// Empty if the record knows none.
    pub name: &'a str,
    pub scopes: &'a str,
}

impl Grant<'_> {
    /// The cells of a row for spreadsheets. Only the names and the scopes are made safe, as apps and people choose them: the
    /// ids have to be those of the record when `revoke` reads the file.
    pub fn cells(&self) -> [String; 7] {
        let safe = |chosen: &str| without_formulas(&printable(chosen));
        let scopes = sorted(self.scopes).join(" ");
        let [app, organization, name, scopes] =
            [self.app_name, self.organization_name, self.name, &scopes].map(safe);
        let [app_id, organization_id, person_id] =
            [self.app_id, self.organization_id, self.person_id].map(str::to_owned);
        [app, organization, name, scopes, app_id, organization_id, person_id]
    }
}

/// Each grant of a review, by app, Organization and person.
pub fn each(connection: &Connection, review: i64, take: impl FnMut(Grant<'_>)) -> rusqlite::Result<()> {
    each_of(connection, review, "", None, take)
}

/// The same for those to which a condition in SQL applies. Its parameter is the second one.
pub fn each_of(
    connection: &Connection,
    review: i64,
    condition: &str,
    parameter: Option<&str>,
    mut take: impl FnMut(Grant<'_>),
) -> rusqlite::Result<()> {
    let sql = format!(
        "SELECT app_id, app_name, organization_id, organization_name, person_id, person, scopes
         FROM grants WHERE review = ?1 {condition} ORDER BY app_id, organization_id, person_id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = match parameter {
        None => statement.query([review])?,
        Some(parameter) => statement.query((review, parameter))?,
    };
    while let Some(row) = rows.next()? {
        let string = |column| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
        take(Grant {
            app_id: string(0)?,
            app_name: string(1)?,
            organization_id: string(2)?,
            organization_name: string(3)?,
            person_id: string(4)?,
            name: string(5)?,
            scopes: string(6)?,
        });
    }
    Ok(())
}

/// Scopes in alphabetical order, each once, so that the same scopes read the same.
pub fn sorted(scopes: &str) -> Vec<&str> {
    let mut sorted: Vec<&str> = scopes.split_whitespace().collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}
