use serde_json::Value;
use stytch_connected_apps::operations::Operation;

use crate::failure::Failure;
use crate::output::{Format, Rows, note};

/// Prints a response: a row for each item of its list, or for each property.
pub fn response(operation: &Operation, response: Value, format: Format) -> Result<(), Failure> {
    match list(operation, &response) {
        Some(list) => items(list, format),
        None => pairs(&response).print(format),
    }
}

/// Prints the items of a list.
pub fn items(items: &[Value], format: Format) -> Result<(), Failure> {
    if items.is_empty() {
        note!("there are no items");
    }
    let mut rows = rows(items);
    if format == Format::Table {
        without_empty_columns(&mut rows);
    }
    rows.print(format)
}

fn without_empty_columns(Rows { columns, rows }: &mut Rows<String>) {
    for column in (0..columns.len()).rev() {
        if rows.iter().all(|row| is_empty(&row[column])) {
            columns.remove(column);
            rows.iter_mut().for_each(|row| _ = row.remove(column));
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(string) => string.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The properties that every response has besides its content.
const ENVELOPE: [&str; 2] = ["request_id", "status_code"];

/// The items of a page, or a list that is all that the response has.
fn list<'a>(operation: &Operation, response: &'a Value) -> Option<&'a [Value]> {
    if let Some(pages) = operation.pages {
        let items = pages.items.split('.').try_fold(response, |value, name| value.get(name));
        return items.and_then(Value::as_array).map(Vec::as_slice);
    }
    let members = response.as_object()?.iter();
    let mut content = members.filter(|(name, _)| !ENVELOPE.contains(&name.as_str()));
    match (content.next(), content.next()) {
        (Some((_, Value::Array(items))), None) => Some(items),
        _ => None,
    }
}

/// A row for each item, and a column for each property that any of them has.
fn rows(items: &[Value]) -> Rows<String> {
    let items: Vec<Vec<(String, Value)>> = items.iter().map(flat).collect();
    let mut columns: Vec<String> = Vec::new();
    for (name, _) in items.iter().flatten() {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    let rows = items.into_iter().map(|item| {
        let cell = |column: &String| {
            let found = item.iter().find(|(name, _)| name == column);
            found.map_or(Value::Null, |(_, value)| value.clone())
        };
        columns.iter().map(cell).collect()
    });
    let rows = rows.collect();
    Rows { columns, rows }
}

fn pairs(value: &Value) -> Rows<String> {
    let rows = flat(value).into_iter().map(|(name, value)| vec![name.into(), value]);
    Rows { columns: vec!["property".to_owned(), "value".to_owned()], rows: rows.collect() }
}

/// The properties of an object with those of its objects, such as `name.first_name`.
fn flat(value: &Value) -> Vec<(String, Value)> {
    let Value::Object(members) = value else { return vec![("value".to_owned(), value.clone())] };
    let members = members.iter().flat_map(|(name, value)| match value {
        Value::Object(inner) if !inner.is_empty() => {
            flat(value).into_iter().map(|(below, value)| (format!("{name}.{below}"), value)).collect()
        }
        _ => vec![(name.clone(), value.clone())],
    });
    members.collect()
}
