use std::borrow::Cow;

use ring::digest::{Context, SHA256};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::record::evidence::hex;
use crate::record::file::owner;

/// The tables with what a review finds, each with its order.
pub const TABLES: [(&str, &str); 5] = [
    ("search", "kind"),
    ("subject", "kind, organization_id, id"),
    ("app", "app_id"),
    ("project_app", "app_id"),
    ("granted", "app_id, organization_id, person_id"),
];

/// The SHA-256 of all that a review has found, so that one row of evidence stands for it.
///
/// It is of the project's id and of the rows of the tables, in the order of their primary keys. Each value has its type and
/// its length in bytes before it, so that no two reviews look alike.
pub fn of_review(connection: &Connection, review: i64) -> rusqlite::Result<String> {
    let mut context = Context::new(&SHA256);
    context.update(owner(connection)?.unwrap_or_default().as_bytes());
    context.update(owner(connection)?.unwrap_or_default().as_bytes());
    for (table, order) in TABLES {
        context.update(table.as_bytes());
        let mut select =
            connection.prepare(&format!("SELECT * FROM main.{table} WHERE review = ?1 ORDER BY {order}"))?;
        let columns = select.column_count();
        let mut rows = select.query([review])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let (class, value) = match row.get_ref(column)? {
                    ValueRef::Null => ("null", Cow::Borrowed(&[][..])),
                    ValueRef::Integer(integer) => ("integer", Cow::Owned(integer.to_string().into_bytes())),
                    ValueRef::Real(real) => ("real", Cow::Owned(real.to_string().into_bytes())),
                    ValueRef::Text(bytes) => ("text", Cow::Borrowed(bytes)),
                    ValueRef::Blob(bytes) => ("blob", Cow::Borrowed(bytes)),
                };
                context.update(format!("{class} {}:", value.len()).as_bytes());
                context.update(&value);
            }
        }
    }
    Ok(hex(context.finish().as_ref()))
}
