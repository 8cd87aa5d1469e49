//! Compares the parameters of two operations.

use codegen::tree::OperationNode;
use serde_json::Value;

use super::found::{Class, Found, Optional};
use super::schemas;
use crate::document::At;

pub fn compare(ours: (&At, &OperationNode), theirs: (&At, &OperationNode)) -> Vec<Found> {
    let [own, other] = [ours, theirs].map(|(at, operation)| Parameter::all(at.tree, operation));
    let mut found = Vec::new();
    for Parameter { key, place, at } in &own {
        let same = other.iter().find(|other| other.key == *key).map(|other| other.at.clone());
        pair(place, (Some(at.clone()), ours.0), (same, theirs.0), &mut found);
    }
    for Parameter { place, at, .. } in
        other.iter().filter(|other| !own.iter().any(|own| own.key == other.key))
    {
        pair(place, (None, ours.0), (Some(at.clone()), theirs.0), &mut found);
    }
    found
}

fn pair(place: &str, ours: Optional, theirs: Optional, found: &mut Vec<Found>) {
    let ((Some(ours), _), (Some(theirs), _)) = (&ours, &theirs) else {
        found.extend(Found::lack(place, ours, theirs));
        return;
    };
    found.extend(Found::required(place, (ours, ours.is("required")), (theirs, theirs.is("required"))));
    let deprecated = [ours, theirs].map(|parameter| parameter.is("deprecated"));
    found.extend(Found::flag(place, "deprecated", (ours, deprecated[0]), (theirs, deprecated[1])));
    let styles = [ours, theirs].map(style);
    found.extend(Found::values(place, Class::Shape, (ours, &styles[0]), (theirs, &styles[1])));
    schemas::compare_optional(place, (schema(ours), ours), (schema(theirs), theirs), found);
}

/// The schema of a value that is sent as it is, or of one that is encoded first.
fn schema<'a>(parameter: &At<'a>) -> Option<At<'a>> {
    let encoded = || parameter.entries("content").first().and_then(|(_, media)| media.child("schema"));
    parameter.child("schema").or_else(encoded)
}

/// The way in which the value is written.
fn style(parameter: &At) -> String {
    if let Some((media, _)) = parameter.entries("content").first() {
        return format!("encoded as {media}");
    }
    let usual = if matches!(parameter.text("in"), Some("query" | "cookie")) { "form" } else { "simple" };
    let style = parameter.text("style").unwrap_or(usual);
    let explode = parameter.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    format!("style {style}{}", if explode { ", exploded" } else { "" })
}

struct Parameter<'a> {
    /// The name and the place, by which the two documents are compared.
    key: String,
    place: String,
    at: At<'a>,
}

impl<'a> Parameter<'a> {
    fn all(tree: &'a Value, operation: &OperationNode<'a>) -> Vec<Self> {
        let parameters = operation.parameters.iter();
        parameters
            .map(|parameter| {
                let text = |key| parameter.text(key).unwrap_or_default();
                let place = format!("{}.{}", text("in"), text("name"));
                // The name of a path parameter and the case of a header do not change the request.
                let key = match text("in") {
                    "path" => format!("path.{:?}", place_in_path(operation.path, text("name"))),
                    "header" => place.to_ascii_lowercase(),
                    _ => place.clone(),
                };
                let at = At { tree, pointer: parameter.pointer.clone(), value: parameter.value };
                Self { key, place, at }
            })
            .collect()
    }
}

/// The place of a path parameter among those of its path.
fn place_in_path(path: &str, name: &str) -> Option<usize> {
    let mut placeholders = path.split('/').filter(|segment| segment.starts_with('{'));
    placeholders.position(|segment| segment == format!("{{{name}}}"))
}
