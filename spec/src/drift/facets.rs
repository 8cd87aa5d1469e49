//! Reads a schema through its references and `allOf`.

use codegen::choices;
use codegen::tree::{list, resolve};
use serde_json::Value;

use crate::document::At;

/// The depth to which `allOf` may nest. The build refuses circles; the vendor's documents are not checked.
const DEEPEST: usize = 16;

/// The value of a keyword: the schema's own, or that of the first part of its `allOf` that has one.
pub fn facet<'a>(schema: &At<'a>, key: &str) -> Option<&'a Value> {
    value(schema.tree, schema.value, key, 0)
}

fn value<'a>(tree: &'a Value, schema: &'a Value, key: &str, depth: usize) -> Option<&'a Value> {
    let schema = resolve(tree, schema);
    let below = || list(schema, "allOf").find_map(|part| value(tree, part, key, depth + 1));
    schema.get(key).or_else(|| if depth < DEEPEST { below() } else { None })
}

/// The schema at a keyword, with its place.
pub fn inner<'a>(schema: &At<'a>, key: &str) -> Option<At<'a>> {
    facet(schema, key)?;
    holder(schema, key, 0)?.child(key)
}

fn holder<'a>(schema: &At<'a>, key: &str, depth: usize) -> Option<At<'a>> {
    let schema = schema.resolved();
    if schema.value.get(key).is_some() {
        return Some(schema);
    }
    let parts = if depth < DEEPEST { schema.items("allOf") } else { Vec::new() };
    parts.iter().find_map(|part| holder(part, key, depth + 1))
}

/// A property of an object.
#[derive(Debug)]
pub struct Field<'a> {
    pub name: &'a str,
    pub node: At<'a>,
    pub required: bool,
}

/// The properties of a schema, including those of the parts of its `allOf`.
pub fn fields<'a>(schema: &At<'a>) -> Vec<Field<'a>> {
    let (mut fields, mut required) = (Vec::new(), Vec::new());
    add_fields(schema, &mut fields, &mut required, 0);
    for field in &mut fields {
        field.required = required.contains(&field.name);
    }
    fields
}

/// The names of the properties.
pub fn names<'a>(schema: &At<'a>) -> Vec<&'a str> {
    let mut names = Vec::new();
    add_names(schema.tree, schema.value, &mut names, 0);
    names
}

fn add_names<'a>(tree: &'a Value, schema: &'a Value, names: &mut Vec<&'a str>, depth: usize) {
    let schema = resolve(tree, schema);
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    names.extend(own.map(|(name, _)| name.as_str()));
    if depth < DEEPEST {
        list(schema, "allOf").for_each(|part| add_names(tree, part, names, depth + 1));
    }
}

fn add_fields<'a>(schema: &At<'a>, fields: &mut Vec<Field<'a>>, required: &mut Vec<&'a str>, depth: usize) {
    let schema = schema.resolved();
    for (name, node) in schema.entries("properties") {
        if !fields.iter().any(|field| field.name == name) {
            fields.push(Field { name, node, required: false });
        }
    }
    let names = schema.value.get("required").and_then(Value::as_array);
    required.extend(names.into_iter().flatten().filter_map(Value::as_str));
    if depth < DEEPEST {
        schema.items("allOf").iter().for_each(|part| add_fields(part, fields, required, depth + 1));
    }
}

/// The alternatives of a union. A choice of required properties is none: it describes no other type.
pub fn alternatives<'a>(schema: &At<'a>) -> Option<Vec<At<'a>>> {
    ["oneOf", "anyOf"].into_iter().find_map(|key| {
        facet(schema, key)?;
        let holder = holder(schema, key, 0)?;
        choices::of(holder.value, key).is_none().then(|| holder.items(key))
    })
}

/// Returns whether null is a value of the schema.
pub fn is_nullable(schema: &At) -> bool {
    let types = schema.value.get("type").and_then(Value::as_array);
    let wrapped = schema.items("allOf");
    schema.is("nullable")
        || types.is_some_and(|types| types.contains(&"null".into()))
        || matches!(&wrapped[..], [part] if is_nullable(&part.resolved()))
}

/// The name of the type, if the schema states one. A later version of OpenAPI lists it beside `null`.
fn type_name<'a>(schema: &At<'a>) -> Option<&'a str> {
    match facet(schema, "type")? {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    }
}

/// The type of value that a schema describes, in words. Formats that only our build reads are left out.
pub fn kind(schema: &At) -> String {
    let has_fields = || !names(schema).is_empty();
    if alternatives(schema).is_some() {
        return "one of several".to_owned();
    }
    let name = match type_name(schema) {
        Some("array") => return "list".to_owned(),
        Some("object") | None if has_fields() => return "object".to_owned(),
        Some("object") => {
            return match rest(schema) {
                None => "object",
                Some(values) if values.value.as_object().is_some_and(|values| !values.is_empty()) => "map",
                Some(_) => "open object",
            }
            .to_owned();
        }
        Some(name) => name,
        None => "anything",
    };
    let format = facet(schema, "format").and_then(Value::as_str);
    match format.filter(|format| *format != "password") {
        Some(format) => format!("{name} ({format})"),
        None => name.to_owned(),
    }
}

/// The schema of the values beside an object's properties, if the document says that there are any.
pub fn rest<'a>(schema: &At<'a>) -> Option<At<'a>> {
    inner(schema, "additionalProperties").filter(|values| *values.value != Value::Bool(false))
}

/// The words that a schema allows.
pub fn words(schema: &At) -> Option<Vec<String>> {
    let word = |word: &Value| word.as_str().map_or_else(|| word.to_string(), str::to_owned);
    let only = || facet(schema, "const").map(|only| vec![word(only)]);
    let list = facet(schema, "enum").and_then(Value::as_array);
    let words = list.map(|words| words.iter().filter(|word| !word.is_null()).map(word).collect());
    words.or_else(only)
}
