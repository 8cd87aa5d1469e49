//! Finds the changes of a document that break users of the last release.

use std::collections::BTreeSet;

use crate::summary::{Model, Operation, Summary};

/// Describes every breaking change from the old API to the new one.
pub fn breaking(old: &Summary, new: &Summary) -> Vec<String> {
    let mut changes = Vec::new();
    for (name, before) in &old.operations {
        match new.operations.get(name) {
            None => changes.push(format!("operation {name} was removed")),
            Some(after) => operation(name, before, after, &mut changes),
        }
    }
    let sent = request_models(new);
    for (name, before) in &old.models {
        match new.models.get(name) {
            None => changes.push(format!("model {name} was removed")),
            Some(after) => model(name, before, after, sent.contains(name), &mut changes),
        }
    }
    changes
}

fn operation(name: &str, before: &Operation, after: &Operation, changes: &mut Vec<String>) {
    if before.route != after.route {
        changes.push(format!("operation {name} moved from {} to {}", before.route, after.route));
    }
    if before.success != after.success {
        changes.push(format!("operation {name} returns {} instead of {}", after.success, before.success));
    }
    if before.takes_session && !after.takes_session {
        changes.push(format!("operation {name} no longer takes a member session"));
    }
    if before.pages && !after.pages {
        changes.push(format!("operation {name} no longer has pages"));
    }
    for (parameter, was) in &before.parameters {
        match after.parameters.get(parameter) {
            None => changes.push(format!("parameter {parameter} of {name} was removed")),
            Some(is) if is.ty != was.ty => {
                changes.push(format!("parameter {parameter} of {name} is {} instead of {}", is.ty, was.ty));
            }
            Some(is) if is.required && !was.required => {
                changes.push(format!("parameter {parameter} of {name} is required"));
            }
            Some(_) => {}
        }
    }
    for (parameter, is) in &after.parameters {
        if is.required && !before.parameters.contains_key(parameter) {
            changes.push(format!("parameter {parameter} of {name} is new and required"));
        }
    }
}

fn model(name: &str, before: &Model, after: &Model, sent: bool, changes: &mut Vec<String>) {
    match (before, after) {
        (Model::Fields(before), Model::Fields(after)) => {
            for (field, was) in before {
                match after.get(field) {
                    None => changes.push(format!("field {field} of {name} was removed")),
                    Some(is) if is != was => {
                        changes.push(format!("field {field} of {name} is {is} instead of {was}"));
                    }
                    Some(_) => {}
                }
            }
            for (field, is) in after.iter().filter(|(field, _)| sent && !before.contains_key(*field)) {
                if !["Option<", "Vec<", "HashMap<", "Map<"].iter().any(|optional| is.starts_with(optional)) {
                    changes.push(format!("field {field} of {name} is new and required"));
                }
            }
        }
        (Model::Variants(before), Model::Variants(after)) => {
            for variant in before.iter().filter(|variant| !after.contains(variant)) {
                changes.push(format!("variant {variant} of {name} was removed"));
            }
        }
        _ if before != after => changes.push(format!("model {name} is another kind of type")),
        _ => {}
    }
}

/// The models that occur in request bodies.
fn request_models(summary: &Summary) -> BTreeSet<&String> {
    let bodies =
        summary.operations.values().filter_map(|operation| Some(&operation.parameters.get("body")?.ty));
    let mut sent: BTreeSet<&String> = BTreeSet::new();
    let mut next: Vec<&String> = bodies.collect();
    while let Some(name) = next.pop() {
        let Some((name, model)) = summary.models.get_key_value(name) else { continue };
        if sent.insert(name)
            && let Model::Fields(fields) = model
        {
            let named = |name: &&String| fields.values().any(|ty| words(ty).any(|word| word == **name));
            next.extend(summary.models.keys().filter(named));
        }
    }
    sent
}

fn words(ty: &str) -> impl Iterator<Item = &str> {
    ty.split(|character: char| !character.is_alphanumeric() && character != '_')
}

/// Whether Semantic Versioning allows breaking changes between the released version and this one.
pub fn may_break(released: &str, version: &str) -> bool {
    let part = |version: &str, index: usize| {
        version.split(['.', '-']).nth(index).and_then(|part| part.parse::<u64>().ok()).unwrap_or(0)
    };
    if part(released, 0) == 0 && part(version, 0) == 0 {
        return part(version, 1) > part(released, 1);
    }
    part(version, 0) > part(released, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = include_str!("../../tests/documents/compatibility.yaml");

    fn summary(document: &str) -> Summary {
        Summary::of("document.yaml", document).expect("a valid document")
    }

    /// The breaking changes of one edit of the document.
    fn changes(from: &str, to: &str) -> Vec<String> {
        assert!(BASE.contains(from), "{from}");
        breaking(&summary(BASE), &summary(&BASE.replacen(from, to, 1)))
    }

    #[test]
    fn every_kind_of_breaking_change_is_described() {
        for (from, to, expected) in [
            ("operationId: get_thing", "operationId: fetch_thing", "operation get_thing was removed"),
            (
                "/v1/things/{thing_id}:",
                "/v2/things/{thing_id}:",
                "operation get_thing moved from GET /v1/things/{thing_id} to GET /v2/things/{thing_id}",
            ),
            (
                "name: detail, in: query",
                "name: depth, in: query",
                "parameter detail of get_thing was removed",
            ),
            (
                "in: query, schema: {type: string}",
                "in: query, schema: {type: boolean}",
                "parameter detail of get_thing is bool instead of String",
            ),
            (
                "in: query, schema",
                "in: query, required: true, schema",
                "parameter detail of get_thing is required",
            ),
            (
                "- {name: X-Stytch-Member-Session,",
                "- {name: X-Other,",
                "operation get_thing no longer takes a member session",
            ),
            ("note: {type: string}", "remark: {type: string}", "field note of Thing was removed"),
            (
                "note: {type: string}",
                "note: {type: integer}",
                "field note of Thing is Option<i64> instead of Option<String>",
            ),
            (
                "required: [id, note2]",
                "required: [id]",
                "field note2 of Thing is Option<String> instead of String",
            ),
            ("[small, large]", "[small]", "variant Large of Size was removed"),
            ("    Size:", "    Extent:", "model Size was removed"),
            (
                "required: [name]",
                "required: [name, size]",
                "field size of NewThing is Size instead of Option<Size>",
            ),
            (
                "name: {type: string}",
                "name: {type: string}\n        owner: {type: string}",
                "field owner of NewThing is new and required",
            ),
        ] {
            // Renaming a schema and requiring a new field take a second edit each.
            let to = to.to_owned();
            let edited = BASE
                .replacen(from, &to, 1)
                .replace("[name]", if to.contains("owner") { "[name, owner]" } else { "[name]" });
            let edited =
                if to.contains("Extent") { edited.replace("schemas/Size", "schemas/Extent") } else { edited };
            let found = breaking(&summary(BASE), &summary(&edited));
            assert!(found.iter().any(|change| change == expected), "{expected}: {found:#?}");
        }
    }

    #[test]
    fn additions_are_not_breaking() {
        assert_eq!(
            changes("note: {type: string}", "note: {type: string}\n        more: {type: string}"),
            [""; 0]
        );
        assert_eq!(changes("[small, large]", "[small, large, huge]"), [""; 0]);
        assert_eq!(
            changes(
                "name: detail, in: query, schema",
                "name: page, in: query, schema: {type: string}}\n        - {name: detail, in: query, schema"
            ),
            [""; 0]
        );
        assert_eq!(changes("summary: Get a thing", "summary: Get it"), [""; 0]);
    }

    #[test]
    fn may_break_follows_semantic_versioning() {
        for (released, version, may) in [
            ("0.1.0", "0.1.0", false),
            ("0.1.0", "0.1.9", false),
            ("0.1.0", "0.2.0", true),
            ("0.9.0", "1.0.0", true),
            ("1.0.0", "1.9.0", false),
            ("1.9.0", "2.0.0", true),
            ("1.0.0", "2.0.0-rc.1", true),
        ] {
            assert_eq!(may_break(released, version), may, "{released} to {version}");
        }
    }
}
