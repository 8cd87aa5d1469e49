//! Copies one of the vendor's operations in the style of our document.

use codegen::defaults;
use codegen::names::camel;
use codegen::tree::{JSON, Node, OperationNode, resolve};
use serde_json::{Map, Value, json};

use super::names::singular;
use super::pages::Pages;
use super::prose::Prose;
use super::samples;
use super::schemas::{Schemas, Use};
use crate::document::At;

/// A copied operation, with the components that it needs besides schemas.
#[derive(Debug, Default)]
pub struct Copied {
    /// The operation.
    pub operation: Map<String, Value>,
    /// The parameters that become components.
    pub parameters: Map<String, Value>,
    /// The tag that our document lacks.
    pub tag: Option<Value>,
}

/// An operation to copy, and the documents it is copied between.
#[derive(Debug)]
pub struct Copy<'a, 'b> {
    pub ours: &'a Value,
    pub theirs: &'a Value,
    pub node: &'b OperationNode<'a>,
    /// The path in our document, where parameters may have other names than in `node`.
    pub path: &'b str,
    pub name: &'b str,
    pub pages: Option<&'b Pages>,
    pub prose: Prose,
}

impl Copy<'_, '_> {
    pub fn run(&self, schemas: &mut Schemas) -> Result<Copied, String> {
        let mut copied = Copied::default();
        let mut operation = Map::new();
        let mut add = |key: &str, value: Option<Value>| {
            value.map(|value| operation.insert(key.to_owned(), value));
        };
        add("operationId", Some(self.name.into()));
        // A call that fetches a page only reads.
        add("x-idempotent", self.pages.filter(|_| self.node.method == "post").map(|_| true.into()));
        add("x-pagination", self.pages.map(Pages::extension));
        let (tag, new) = self.tag();
        copied.tag = new;
        add("tags", tag.map(|tag| json!([tag])));
        let text = |key: &str| self.node.value.get(key).and_then(Value::as_str);
        add("summary", self.prose.describe(text("summary"), &format!("summarize {}", self.name)));
        add("description", self.prose.describe(text("description"), &format!("describe {}", self.name)));
        add("deprecated", self.node.value.get("deprecated").cloned());
        let parameters = self.node.parameters.iter();
        let parameters: Vec<Value> =
            parameters.map(|parameter| self.parameter(parameter, schemas, &mut copied.parameters)).collect();
        add("parameters", (!parameters.is_empty()).then(|| parameters.into()));
        add("servers", self.node.server().map(|url| json!([{"url": url}])));
        add("requestBody", self.request(schemas)?);
        add("responses", Some(self.responses(schemas)));
        copied.operation = operation;
        Ok(copied)
    }

    /// Our tag for the vendor's, or the vendor's and the entry that declares it.
    fn tag(&self) -> (Option<String>, Option<Value>) {
        let theirs = self.node.value.pointer("/tags/0").and_then(Value::as_str);
        let Some(theirs) = theirs else { return (None, None) };
        let bare = |tag: &str| singular(&tag.to_lowercase());
        let ours = self.ours.get("tags").and_then(Value::as_array);
        let mut names = ours.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str());
        if let Some(same) = names.find(|name| bare(name) == bare(theirs)) {
            return (Some(same.to_owned()), None);
        }
        let mut declared = json!({"name": theirs});
        if let Some(text) = self.prose.describe(None, &format!("describe the tag {theirs}")) {
            declared["description"] = text;
        }
        (Some(theirs.to_owned()), ours.map(|_| declared))
    }

    /// The parameter: a component, our own if we have it. A header or query parameter that we do not have stays in
    /// its place.
    fn parameter(&self, theirs: &Node, schemas: &mut Schemas, made: &mut Map<String, Value>) -> Value {
        let text = |key| theirs.text(key).unwrap_or_default();
        let place = text("in");
        let name = if place == "path" { self.own_name(text("name")) } else { text("name") };
        let reference = |component: &str| json!({"$ref": format!("#/components/parameters/{component}")});
        let ours = self.ours.pointer("/components/parameters").and_then(Value::as_object);
        let is_same = |ours: &Value| {
            let is = |key: &str, other: &str| {
                ours.get(key).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(other))
            };
            is("name", name) && is("in", place)
        };
        let same = ours.and_then(|ours| ours.iter().find(|(_, ours)| is_same(ours)));
        if let Some((component, _)) = same {
            return reference(component);
        }
        let parameter = self.new_parameter(theirs, name, schemas);
        let component = camel(name);
        let is_free = ours.is_none_or(|ours| !ours.contains_key(&component))
            && made.get(&component).is_none_or(|other| *other == parameter);
        if place != "path" || !is_free {
            return parameter;
        }
        made.insert(component.clone(), parameter);
        reference(&component)
    }

    /// The name of a path parameter in our document.
    fn own_name<'n>(&'n self, theirs: &'n str) -> &'n str {
        let names = |path: &'n str| path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let mut both = names(self.node.path).zip(names(self.path));
        both.find(|(name, _)| *name == theirs).map_or(theirs, |(_, own)| own)
    }

    fn new_parameter(&self, theirs: &Node, name: &str, schemas: &mut Schemas) -> Value {
        let mut parameter = json!({"name": name, "in": theirs.text("in").unwrap_or_default()});
        let mut add = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                parameter[key] = value;
            }
        };
        let is_in_path = theirs.text("in") == Some("path");
        add("required", theirs.value.get("required").cloned().or(is_in_path.then(|| true.into())));
        add("description", self.prose.describe(theirs.text("description"), &format!("describe {name}")));
        for key in ["deprecated", "style", "explode"] {
            add(key, theirs.value.get(key).cloned());
        }
        let at = At { tree: self.theirs, pointer: theirs.pointer.clone(), value: theirs.value };
        let schema =
            at.child("schema").map(|schema| schemas.copy(&schema, Use { operation: self.name, name }));
        let mut schema = schema.unwrap_or_else(|| json!({"type": "string"}));
        // The parameter's description describes its schema too.
        schema.as_object_mut().map(|fields| fields.shift_remove("description"));
        // No part of a URL or header can be a secret for the client. The session headers are, and it knows them.
        if schema["format"] == "password" {
            schema.as_object_mut().map(|fields| fields.shift_remove("format"));
        }
        let is_text = schema["type"] == "string" && schema.get("enum").is_none();
        add("schema", Some(schema));
        add("example", samples::text(name).filter(|_| is_text && is_in_path).map(Value::from));
        parameter
    }

    fn request(&self, schemas: &mut Schemas) -> Result<Option<Value>, String> {
        let at = At::of(self.theirs, self.node);
        if at.child("requestBody").is_none() {
            return Ok(None);
        }
        let schema = at.descendant(&["requestBody", "content", JSON, "schema"]);
        let schema = schema.ok_or_else(|| format!("the request body is not `{JSON}` with a schema"))?;
        let schema = schemas.request(&schema, self.name);
        Ok(Some(json!({"required": true, "content": {JSON: {"schema": schema}}})))
    }

    /// The success response, a 404, and those that differ from our document's default responses.
    fn responses(&self, schemas: &mut Schemas) -> Value {
        let mut responses = Map::new();
        let success = self.node.responses().find(|(status, _)| status.starts_with('2'));
        let status = success.map_or("200", |(status, _)| status);
        let theirs = success.map(|(_, response)| resolve(self.theirs, response));
        let text = theirs.and_then(|response| response.get("description")?.as_str());
        let mut response =
            json!({"description": self.prose.require(text, "say what the response is", "Success")});
        if let Some(schema) = success_schema(self.theirs, self.node) {
            let takes_away = self.node.method == "delete" || self.name.starts_with("revoke_");
            let schema = schemas.response(&schema, self.name, takes_away);
            response["content"] = json!({JSON: {"schema": schema}});
        }
        responses.insert(status.to_owned(), response);
        let usual = self.ours.get(defaults::KEY).and_then(Value::as_object);
        for (status, theirs) in self.node.responses() {
            let is_usual = usual.is_some_and(|usual| usual.contains_key(status));
            if status.starts_with(['4', '5']) && status != "404" && !is_usual {
                let text = resolve(self.theirs, theirs).get("description").and_then(Value::as_str);
                let description =
                    self.prose.require(text, &format!("say when the status is {status}"), "An error");
                responses.insert(status.to_owned(), self.error(status, description, None));
            }
        }
        responses.insert("404".to_owned(), self.not_found());
        responses.into()
    }

    /// The 404 for the resource that the last path parameter names. Without one, only the path can be missing.
    fn not_found(&self) -> Value {
        let component = |section: &str, name: &str| {
            self.ours.pointer(&format!("/components/{section}/{name}"))?;
            Some(json!({"$ref": format!("#/components/{section}/{name}")}))
        };
        let last =
            self.node.path.split('/').rev().find_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        let shared = match last {
            Some(_) => None,
            None => component("responses", "RouteNotFound"),
        };
        let thing = last.map_or("route", |last| last.strip_suffix("_id").unwrap_or(last));
        let name = format!("{}NotFound", camel(thing));
        shared.or_else(|| component("responses", &name)).unwrap_or_else(|| {
            let what = "say what is not found, and check the `error_type` in the example";
            let description = self.prose.require(None, what, "Not found");
            let key = codegen::names::snake(&name);
            let example =
                component("examples", &name).unwrap_or_else(|| json!({"value": error_body("404", &key)}));
            self.error("404", description, Some((key, example)))
        })
    }

    fn error(&self, status: &str, description: Value, example: Option<(String, Value)>) -> Value {
        let mut response = json!({"description": description});
        if self.ours.pointer("/components/schemas/ErrorResponse").is_some() {
            let (key, example) = example
                .unwrap_or_else(|| ("error".to_owned(), json!({"value": error_body(status, "error")})));
            let schema = json!({"$ref": "#/components/schemas/ErrorResponse"});
            response["content"] = json!({JSON: {"schema": schema, "examples": {key: example}}});
        }
        response
    }
}

/// The schema of the success response's body, with its place.
pub fn success_schema<'a>(tree: &'a Value, node: &OperationNode<'a>) -> Option<At<'a>> {
    let at = At::of(tree, node);
    let mut responses = at.entries("responses").into_iter();
    let (_, response) = responses.find(|(status, _)| status.starts_with('2'))?;
    response.descendant(&["content", JSON, "schema"])
}

fn error_body(status: &str, error_type: &str) -> Value {
    let request_id = samples::text("request_id");
    json!({"status_code": status.parse::<u16>().ok(), "request_id": request_id, "error_type": error_type})
}
