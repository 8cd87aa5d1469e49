//! The queries of the manual, on a record, by SQLite alone.

use std::collections::BTreeSet;
use std::fmt::Write;

use insta::assert_snapshot;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde_json::Value;
use stytch_connected_apps_sandbox::Seed;
use tempfile::TempDir;

use crate::records::sample;
use crate::support::{World, few};

const PAGE: &str = include_str!("../../QUERIES.md");

/// The title and the SQL of each query.
fn queries() -> Vec<(&'static str, &'static str)> {
    let parts = PAGE.split("\n**").skip(1);
    let query = |part: &'static str| {
        let (title, rest) = part.split_once("**\n").expect("a title");
        let (_, rest) = rest.split_once("```sql\n").expect("a query");
        (title, rest.split_once("```").expect("an end").0)
    };
    parts.map(query).collect()
}

fn record(directory: &TempDir) -> Connection {
    let path = directory.path().join("r.sqlite");
    sample(&path);
    Connection::open(path).expect("a record")
}

fn line(row: &Row<'_>) -> String {
    let columns = row.as_ref().column_count();
    let value = |column| match row.get_ref(column).expect("a value") {
        ValueRef::Null => "-".to_owned(),
        ValueRef::Integer(integer) => integer.to_string(),
        value => value.as_str().expect("text").to_owned(),
    };
    (0..columns).map(value).collect::<Vec<_>>().join(" | ")
}

#[test]
fn each_of_the_ten_queries_finds_what_its_title_says() {
    let directory = TempDir::new().expect("a directory");
    let record = record(&directory);
    record
        .execute_batch(
            "INSERT INTO project_app VALUES
                 (2, 'app-calendar', 'Calendar', 'third_party', 'active', 'dashboard', '[]', NULL, 0, 0, 60, '[]'),
                 (2, 'app-idle', 'Idle', 'third_party_public', 'active', 'dynamic', '[]', NULL, 0, 0, 60, '[]');
             DELETE FROM subject WHERE state = 'failed';",
        )
        .expect("valid");
    let mut found = String::new();
    let queries = queries();
    for (title, sql) in &queries {
        writeln!(found, "{title}").expect("a line");
        let mut select = record.prepare(sql).unwrap_or_else(|error| panic!("{title}: {error}"));
        let mut rows = select.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            writeln!(found, "    {}", line(row)).expect("a line");
        }
    }
    assert_eq!(queries.len(), 10);
    assert_snapshot!("queries", found);
}

/// The view and the report each find the changes in their own way.
#[tokio::test(flavor = "multi_thread")]
async fn the_view_of_changes_has_those_of_the_report() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--member", "acme/member-1", "--yes"]);
    // One came back, one is gone, one is new, one has other scopes, and one the same in another order.
    let seed = Seed::new()
        .grant("user-1", "calendar", "calendar:write openid")
        .grant("user-1", "agent", "openid")
        .grant("user-3", "agent", "openid")
        .grant(("acme", "member-1"), "agent", "openid")
        .grant(("acme", "member-2"), "agent", "openid")
        .grant(("globex", "member-3"), "calendar", "openid");
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    let report = world.succeed(&["report", "r.sqlite", "--since", "previous", "--output", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let field = |change: &Value, name: &str| change[name].as_str().unwrap_or("-").to_owned();
    let changes = report["changes"].as_array().expect("changes").iter();
    let names = ["change", "app_id", "organization_id", "person_id", "scopes", "earlier_scopes"];
    let reported: BTreeSet<String> =
        changes.map(|change| names.map(|name| field(change, name)).join(" | ")).collect();
    let record = world.record();
    let mut select = record.prepare(&format!("SELECT {} FROM changes", names.join(", "))).expect("valid");
    let rows = select.query_map([], |row| Ok(line(row))).expect("rows");
    let viewed: BTreeSet<String> = rows.collect::<Result<_, _>>().expect("rows");
    assert_eq!(viewed, reported);
    let kinds: BTreeSet<_> = viewed.iter().filter_map(|change| change.split(' ').next()).collect();
    assert_eq!(Vec::from_iter(kinds), ["changed", "gone", "new", "returned"]);
    assert_eq!(viewed.len(), 4);
}

#[test]
fn the_page_names_each_column_of_the_views() {
    let directory = TempDir::new().expect("a directory");
    let record = record(&directory);
    let mut select = record
        .prepare("SELECT v.name, c.name FROM sqlite_schema v JOIN pragma_table_info(v.name) c WHERE v.type = 'view'")
        .expect("valid");
    let columns = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    let columns: Vec<(String, String)> = columns.collect::<Result<_, _>>().expect("columns");
    assert!(columns.len() > 40, "{columns:?}");
    for (view, column) in columns {
        let row = PAGE.lines().find(|line| line.starts_with(&format!("| `{view}` |")));
        let row = row.unwrap_or_else(|| panic!("the page has no view {view}"));
        assert!(row.contains(&format!("`{column}`")), "{view} has {column}");
    }
}
