//! Compares defaults and limits.

use serde_json::Value;

use super::facets::facet;
use super::found::{Class, Found};
use crate::document::At;

/// The keywords that say which values of a type are allowed, or which one stands for none.
const KEYWORDS: [&str; 14] = [
    "default",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

pub fn compare(at: &str, ours: &At, theirs: &At, found: &mut Vec<Found>) {
    for key in KEYWORDS {
        let [mine, other] = [ours, theirs].map(|schema| limit(schema, key));
        if !is_same(mine, other) {
            let shown = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
            let is = format!("{key} {} here, {} at the vendor", shown(mine), shown(other));
            found.push(Found::new(at, &is, Class::Limit, ours, theirs));
        }
    }
}

/// The value of a keyword that limits something.
fn limit<'a>(schema: &At<'a>, key: &str) -> Option<&'a Value> {
    let value = facet(schema, key)?;
    let is_idle = match key {
        "minLength" | "minItems" | "minProperties" => value.as_f64() == Some(0.0),
        "exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems" => *value == Value::Bool(false),
        _ => false,
    };
    (!is_idle).then_some(value)
}

/// 1 is 1.0.
fn is_same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}
