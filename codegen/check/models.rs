//! What has to hold of a schema so that one struct can stand for it.

use serde_json::Value;

use super::super::names;
use super::super::problem::Problem;
use super::super::tree::list;

pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let schemas = tree.pointer("/components/schemas").and_then(Value::as_object);
    for (index, (name, schema)) in schemas.into_iter().flatten().enumerate() {
        let pointer = ["components", "schemas", name].map(str::to_owned);
        let earlier = schemas.into_iter().flatten().take(index).map(|(name, _)| name);
        if let Some(other) = earlier.into_iter().find(|other| names::camel(other) == names::camel(name)) {
            let model = names::camel(name);
            let message =
                format!("schemas `{other}` and `{name}` would both be the model `{model}`: rename one");
            problems.push(Problem::new(&pointer, message));
        }
        if TAKEN.contains(&names::camel(name).as_str()) {
            problems.push(Problem::new(
                &pointer,
                format!("a model cannot be called `{name}`: rename the schema"),
            ));
        }
        object(schema, &pointer, &mut problems);
    }
    problems
}

/// What generated models refer to by these names, and the build's own components.
const TAKEN: [&str; 3] = ["CratePathSegment", "CrateSecret", "Default"];

fn object(schema: &Value, pointer: &[String], problems: &mut Vec<Problem>) {
    let below = |keys: &[&str]| -> Vec<String> {
        pointer.iter().cloned().chain(keys.iter().map(|key| (*key).to_owned())).collect()
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut fields: Vec<(String, &String)> = Vec::new();
    for (name, property) in properties.into_iter().flatten() {
        let field = names::snake(name);
        if let Some((_, other)) = fields.iter().find(|(other, _)| *other == field) {
            let message =
                format!("properties `{other}` and `{name}` would both be the field `{field}`: rename one");
            problems.push(Problem::new(below(&["properties", name]), message));
        }
        fields.push((field, name));
        object(property, &below(&["properties", name]), problems);
    }
    if let Some(items) = schema.get("items") {
        object(items, &below(&["items"]), problems);
    }
    for name in list(schema, "required").filter_map(Value::as_str) {
        // Where `allOf` puts the object together, another part may have the property.
        if properties.is_some_and(|properties| !properties.contains_key(name)) {
            let message =
                format!("required `{name}` is not among the properties: add it there or correct the name");
            problems.push(Problem::new(below(&["required"]), message));
        }
    }
}
