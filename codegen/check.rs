//! The mistakes that neither the YAML loader nor `openapiv3` reports.

use serde_json::{Map, Value};

use super::grammar::{self, Object, Shape};
use super::problem::Problem;
use super::tree::{Node, OperationNode, operations, resolve};

/// Every mistake found, in no particular order.
pub fn check(tree: &Value) -> Vec<Problem> {
    let mut walk = Walk { tree, pointer: Vec::new(), problems: Vec::new() };
    walk.object(&grammar::OPENAPI, tree);
    let mut problems = walk.problems;
    version(tree, &mut problems);
    // The checks below follow references and rely on the shapes above.
    if problems.is_empty() {
        let operations = operations(tree);
        operation_ids(&operations, &mut problems);
        for operation in &operations {
            path_parameters(operation, &mut problems);
            parameter_kinds(operation, &mut problems);
            request_body(operation, tree, &mut problems);
            success_type(operation, tree, &mut problems);
            security(operation, tree, &mut problems);
        }
    }
    problems
}

/// Compares the tree with the grammar: unknown and missing keys, wrong types, dangling references.
struct Walk<'a> {
    tree: &'a Value,
    pointer: Vec<String>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn report(&mut self, message: String) {
        self.problems.push(Problem::new(&self.pointer, message));
    }

    fn at(&mut self, key: &str, visit: impl FnOnce(&mut Self)) {
        self.pointer.push(key.to_owned());
        visit(self);
        self.pointer.pop();
    }

    fn object(&mut self, object: &'static Object, value: &Value) {
        let Value::Object(map) = value else {
            return self.wrong_type(&format!("a mapping, the {}", object.name), value);
        };
        for (key, value) in map {
            self.at(key, |walk| match object.field(key) {
                Some(shape) => walk.shape(shape, value),
                None if key.starts_with("x-") => {}
                None => walk.unknown_key(object, key, map),
            });
        }
        for required in object.required.iter().filter(|key| !map.contains_key(**key)) {
            self.report(format!("the {} has no `{required}`: add it", object.name));
        }
    }

    fn unknown_key(&mut self, object: &Object, key: &str, map: &Map<String, Value>) {
        let closest = object
            .fields
            .iter()
            .map(|(name, _)| (*name, strsim::damerau_levenshtein(name, key)))
            .filter(|(name, distance)| *distance <= 3 && !map.contains_key(*name))
            .min_by_key(|(_, distance)| *distance);
        self.report(match closest {
            Some((name, _)) => format!("unknown key `{key}`: write `{name}`"),
            None => format!(
                "unknown key `{key}`: the {} takes {}",
                object.name,
                listed(object.fields.iter().map(|(name, _)| *name)),
            ),
        });
    }

    fn shape(&mut self, shape: &'static Shape, value: &Value) {
        match shape {
            Shape::Any => {}
            Shape::Text if value.is_string() => {}
            Shape::Text => self.wrong_type("text", value),
            Shape::Bool if value.is_boolean() => {}
            Shape::Bool => self.wrong_type("true or false", value),
            Shape::Number if value.is_number() => {}
            Shape::Number => self.wrong_type("a number", value),
            Shape::Word(words) => match value.as_str() {
                Some(word) if words.contains(&word) => {}
                _ => self.wrong_type(&format!("one of {}", listed(words.iter().copied())), value),
            },
            Shape::Object(object) => self.object(object, value),
            Shape::RefOr(object) => self.ref_or(object, value),
            Shape::Map(inner) => match value {
                Value::Object(map) => {
                    for (key, value) in map.iter().filter(|(key, _)| !key.starts_with("x-")) {
                        self.at(key, |walk| walk.shape(inner, value));
                    }
                }
                _ => self.wrong_type("a mapping", value),
            },
            Shape::List(inner) => match value {
                Value::Array(items) => {
                    for (index, value) in items.iter().enumerate() {
                        self.at(&index.to_string(), |walk| walk.shape(inner, value));
                    }
                }
                _ => self.wrong_type("a list", value),
            },
            Shape::SchemaOrBool if value.is_boolean() => {}
            Shape::SchemaOrBool => self.ref_or(&grammar::SCHEMA, value),
        }
    }

    fn ref_or(&mut self, object: &'static Object, value: &Value) {
        match value.get("$ref") {
            Some(reference) => self.at("$ref", |walk| walk.reference(object, reference)),
            None => self.object(object, value),
        }
    }

    fn reference(&mut self, object: &Object, reference: &Value) {
        let Some(text) = reference.as_str() else {
            return self.wrong_type("text such as '#/components/schemas/Name'", reference);
        };
        match text.strip_prefix('#') {
            Some(pointer) if self.tree.pointer(pointer).is_some_and(|target| ends(self.tree, target)) => {}
            Some(pointer) if self.tree.pointer(pointer).is_some() => {
                self.report(format!("`{text}` leads back to itself: define the {} there", object.name));
            }
            Some(_) => self.report(format!(
                "`{text}` leads nowhere: define the {} there or correct the reference",
                object.name
            )),
            None => self.report(format!(
                "`{text}` is not in this document: move the {} here and write '#/components/…'",
                object.name
            )),
        }
    }

    fn wrong_type(&mut self, expected: &str, value: &Value) {
        let found = match value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
            Value::String(text) => format!("`{text}`"),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "a mapping".to_owned(),
        };
        self.report(format!("expected {expected}, found {found}"));
    }
}

/// Whether following references from here comes to an end.
fn ends(tree: &Value, node: &Value) -> bool {
    resolve(tree, node).get("$ref").is_none()
}

fn version(tree: &Value, problems: &mut Vec<Problem>) {
    if let Some(version) = tree.get("openapi").and_then(Value::as_str)
        && !version.starts_with("3.0.")
    {
        let message = format!("OpenAPI {version} is not supported: write the document in 3.0.3");
        problems.push(Problem::new(["openapi"], message));
    }
}

fn operation_ids(operations: &[OperationNode], problems: &mut Vec<Problem>) {
    for (index, operation) in operations.iter().enumerate() {
        let Some(id) = operation.id() else {
            problems.push(Problem::new(
                &operation.pointer,
                "no operationId: add one, it becomes the method's name",
            ));
            continue;
        };
        // Two spellings of one method name collide as well.
        let name = heck::AsSnakeCase(id).to_string();
        if syn::parse_str::<syn::Ident>(&name).is_err() || TAKEN.contains(&name.as_str()) {
            problems.push(Problem::new(
                operation.below(&["operationId"]),
                format!("operationId `{id}` cannot name a method of the client: choose another"),
            ));
        }
        let earlier = operations[..index]
            .iter()
            .find(|other| other.id().is_some_and(|id| heck::AsSnakeCase(id).to_string() == name));
        if let Some(earlier) = earlier {
            problems.push(Problem::new(
                operation.below(&["operationId"]),
                format!("operationId `{id}` is taken by {} {}: choose another", earlier.method, earlier.path),
            ));
        }
    }
}

/// The methods that every `Client` has.
const TAKEN: [&str; 5] = ["builder", "clone", "from_env", "new", "with_member_session"];

/// The template's placeholders and the declared path parameters are the same set.
fn path_parameters(operation: &OperationNode, problems: &mut Vec<Problem>) {
    let placeholders = placeholders(operation.path);
    let declared: Vec<(&str, &Node)> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.text("in") == Some("path"))
        .filter_map(|parameter| Some((parameter.text("name")?, parameter)))
        .collect();
    for name in &placeholders {
        if !declared.iter().any(|(declared, _)| declared == name) {
            problems.push(Problem::new(
                &operation.pointer,
                format!("path parameter `{name}` is not declared: add it to `parameters`"),
            ));
        }
    }
    for (name, parameter) in declared {
        if !placeholders.contains(&name) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("path parameter `{name}` is not in the path: write `{{{name}}}` there or remove it"),
            ));
        }
        if parameter.value.get("required") != Some(&Value::Bool(true)) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("path parameter `{name}` may not be optional: add `required: true`"),
            ));
        }
    }
}

fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// The methods that every builder has, and the field for its client.
const SETTERS_TAKEN: [&str; 5] = ["body", "client", "new", "request", "send"];

fn parameter_kinds(operation: &OperationNode, problems: &mut Vec<Problem>) {
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let name = parameter.text("name").unwrap_or_default();
        let setter = heck::AsSnakeCase(name).to_string();
        let same = |other: &&Node| {
            other.text("name").is_some_and(|other| heck::AsSnakeCase(other).to_string() == setter)
        };
        if let Some(other) = operation.parameters[..index].iter().find(same) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!(
                    "parameters `{}` and `{name}` would have the same setter `{setter}`: rename one",
                    other.text("name").unwrap_or_default(),
                ),
            ));
        }
        if SETTERS_TAKEN.contains(&setter.as_str()) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!(
                    "parameter `{name}` cannot name a setter, builders have a method `{setter}`: rename it"
                ),
            ));
        }
        if parameter.text("in") == Some("cookie") {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("cookie parameter `{name}` is not supported: send it as a header"),
            ));
        }
        if !parameter.value.get("schema").is_some_and(Value::is_object) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("parameter `{name}` has no `schema`: add one, for example `type: string`"),
            ));
        }
    }
}

fn request_body(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let Some(body) = operation.value.get("requestBody") else { return };
    let content = resolve(tree, body).get("content").and_then(Value::as_object);
    if !content.is_some_and(|content| content.keys().eq([JSON])) {
        problems.push(Problem::new(
            operation.below(&["requestBody"]),
            format!("only request bodies of `{JSON}` are supported: describe the body as that"),
        ));
    }
}

/// One operation has one success type, since a Rust method returns one.
fn success_type(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let mut seen: Option<(&str, Option<&Value>)> = None;
    for (status, response) in operation.responses() {
        if !status.starts_with('2') {
            continue;
        }
        let content = resolve(tree, response).get("content").and_then(Value::as_object);
        let schema = content.and_then(|content| content.get(JSON)).and_then(|media| media.get("schema"));
        if content.is_some_and(|content| !content.is_empty()) && schema.is_none() {
            problems.push(Problem::new(
                operation.below(&["responses", status]),
                format!("a success is `{JSON}` with a `schema`, or has no content: describe it so"),
            ));
            return;
        }
        match seen {
            Some((first, other)) if other != schema => problems.push(Problem::new(
                operation.below(&["responses", status]),
                format!("responses {first} and {status} have different types: give both the same schema"),
            )),
            _ => seen = Some((status, schema)),
        }
    }
    if seen.is_none() {
        problems.push(Problem::new(
            operation.below(&["responses"]),
            "no response with a 2xx status: describe the success",
        ));
    }
}

/// The client authenticates every call with HTTP Basic; anything else would be a lie.
fn security(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let Some(requirements) = operation.value.get("security").and_then(Value::as_array) else {
        return;
    };
    let basic = requirements.iter().any(|requirement| {
        requirement.as_object().is_some_and(|schemes| {
            schemes.len() == 1
                && schemes.keys().all(|name| {
                    let scheme = tree.pointer(&format!("/components/securitySchemes/{name}"));
                    scheme.and_then(|s| s.get("scheme")).and_then(Value::as_str) == Some("basic")
                })
        })
    });
    if !basic {
        problems.push(Problem::new(
            operation.below(&["security"]),
            "only HTTP Basic is supported: remove `security`, or name the document's basic scheme",
        ));
    }
}

const JSON: &str = "application/json";

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
