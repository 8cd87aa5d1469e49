//! Checks that each schema can become one Rust type.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::{endless, unions, values};
use crate::choices;
use crate::names;
use crate::problem::Problem;
use crate::tree::{Node, list, resolve};

pub fn check(tree: &Value, all: &[Node]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let schemas = tree.pointer("/components/schemas").and_then(Value::as_object);
    let mut earlier: HashMap<String, &str> = HashMap::new();
    for (name, _) in schemas.into_iter().flatten() {
        let pointer = ["components", "schemas", name].map(str::to_owned);
        let model = names::camel(name);
        if let Some(other) = earlier.get(&model) {
            let message =
                format!("schemas `{other}` and `{name}` both become the model `{model}`: rename one");
            problems.push(Problem::new(&pointer, message));
        }
        if names::is_reserved(&model) {
            let message = format!("a model cannot be named `{name}`: rename the schema");
            problems.push(Problem::new(&pointer, message));
        }
        earlier.entry(model).or_insert(name);
    }
    for schema in all {
        fields(tree, schema, &mut problems);
        format(schema, &mut problems);
        secret(schema, &mut problems);
        accessor(schema, &mut problems);
        values::check(schema, &mut problems);
        unions::check(tree, schema, &mut problems);
        endless::check(tree, schema, &mut problems);
    }
    problems
}

/// The methods of every model.
const RESERVED_METHODS: [&str; 4] = ["builder", "clone", "eq", "fmt"];

/// `x-space-separated` names an extra method of the model, which splits the property at its spaces.
fn accessor(schema: &Node, problems: &mut Vec<Problem>) {
    let Some(method) = schema.text("x-space-separated") else { return };
    let is_plain = schema.text("type") == Some("string")
        && schema.text("format") != Some("password")
        && schema.value.get("enum").is_none();
    let message = if !is_plain {
        "`x-space-separated` only works on a plain string: remove it".to_owned()
    } else if RESERVED_METHODS.contains(&method) {
        format!("every model has a method `{method}`: choose another name")
    } else if !names::is_ident(method) || method != names::snake(method) {
        format!("`{method}` is not a valid method name: write it in snake_case")
    } else {
        return;
    };
    let place = schema.pointer.iter().map(String::as_str).chain(["x-space-separated"]);
    problems.push(Problem::new(place, message));
}

/// Each property becomes a field, including those that `allOf` merges in.
fn fields(tree: &Value, schema: &Node, problems: &mut Vec<Problem>) {
    let mut report = |keys: &[&str], message: String| {
        let keys = keys.iter().map(|key| (*key).to_owned());
        problems.push(Problem::new(schema.pointer.iter().cloned().chain(keys), message));
    };
    let own = schema.value.get("properties").and_then(Value::as_object);
    let mut known: Vec<&String> = Vec::new();
    add_properties(tree, schema.value, &mut known);
    for (index, name) in known.iter().enumerate() {
        let field = names::snake(name);
        let mut earlier = known[..index].iter();
        if let Some(other) = earlier.find(|other| other != &name && names::snake(other) == field) {
            let message =
                format!("properties `{other}` and `{name}` both become the field `{field}`: rename one");
            let keys = ["properties", name];
            report(if own.is_some_and(|own| own.contains_key(*name)) { &keys } else { &[] }, message);
        }
        let additional = schema.value.get("additionalProperties");
        if field == "extra" && additional.is_some_and(|additional| additional != &Value::Bool(false)) {
            let message =
                "the additional properties go into a field named `extra`: rename the property `extra`"
                    .to_owned();
            report(&["additionalProperties"], message);
        }
    }
    // Under `allOf`, another part may define the required property.
    let is_whole = own.is_some() && schema.value.get("allOf").is_none();
    let mut require = |key: &str, name: &str| {
        if is_whole && !known.iter().any(|known| *known == name) {
            let message = format!(
                "required property `{name}` is not defined: add it to `properties` or correct the name"
            );
            report(&[key], message);
        }
    };
    for name in list(schema.value, "required").filter_map(Value::as_str) {
        require("required", name);
    }
    for key in ["anyOf", "oneOf"] {
        let names = choices::of(schema.value, key).into_iter().flat_map(|choice| choice.lists);
        names.flatten().for_each(|name| require(key, &name));
    }
}

fn add_properties<'a>(tree: &'a Value, schema: &'a Value, known: &mut Vec<&'a String>) {
    let schema = resolve(tree, schema);
    list(schema, "allOf").for_each(|part| add_properties(tree, part, known));
    let properties = schema.get("properties").and_then(Value::as_object);
    known.extend(properties.into_iter().flatten().map(|(name, _)| name));
}

/// The generator ignores a misspelt format. A misspelt `password` would turn a secret into a plain string.
fn format(schema: &Node, problems: &mut Vec<Problem>) {
    let Some(format) = schema.text("format").filter(|format| !FORMATS.contains(format)) else { return };
    // The list of formats is open, so report only names close to a known one.
    let distance = |known: &&str| strsim::damerau_levenshtein(known, format);
    let closest =
        FORMATS.into_iter().min_by_key(distance).filter(|known| distance(known) <= known.len().min(6) / 3);
    if let Some(known) = closest {
        let place = schema.pointer.iter().map(String::as_str).chain(["format"]);
        problems.push(Problem::new(place, format!("unknown format `{format}`: write `{known}`")));
    }
}

/// The formats of OpenAPI 3.0 and of the JSON Schema draft it extends, and those of Rust's number types.
const FORMATS: [&str; 27] = [
    "binary",
    "byte",
    "date",
    "date-time",
    "double",
    "duration",
    "email",
    "float",
    "hostname",
    "int8",
    "int16",
    "int32",
    "int64",
    "ip",
    "ipv4",
    "ipv6",
    "iri",
    "password",
    "regex",
    "time",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uri",
    "url",
    "uuid",
];

/// The generator only turns a plain string into a secret.
fn secret(schema: &Node, problems: &mut Vec<Problem>) {
    if schema.text("format") != Some("password") {
        return;
    }
    let message = match (schema.text("type"), schema.value.get("enum")) {
        (Some("string"), None) => return,
        (Some("string"), Some(_)) => {
            "a secret (`format: password`) cannot have an `enum`: remove one of the two"
        }
        _ => "a secret (`format: password`) must be a string: add `type: string`",
    };
    problems.push(Problem::new(schema.pointer.iter().map(String::as_str).chain(["format"]), message));
}
