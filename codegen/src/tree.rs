//! Navigates the document: its operations, with their references resolved.

use serde_json::{Map, Value};

use crate::names;
use crate::problem::METHODS;

/// A node and its path in the document. The path of a resolved reference is that of the reference.
#[derive(Debug)]
pub struct Node<'a> {
    /// Keys and indices, outermost first.
    pub pointer: Vec<String>,
    /// The node, with its own reference resolved.
    pub value: &'a Value,
}

impl Node<'_> {
    /// The string at a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_str)
    }
}

/// An operation, with its parameters resolved.
#[derive(Debug)]
pub struct OperationNode<'a> {
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// The template of its URLs.
    pub path: &'a str,
    /// The path of the operation in the document.
    pub pointer: Vec<String>,
    /// The operation object.
    pub value: &'a Value,
    /// The path item that the operation belongs to.
    pub item: &'a Value,
    /// The parameters of the path item and of the operation. The operation's replace those of the same name and
    /// location.
    pub parameters: Vec<Node<'a>>,
}

impl<'a> OperationNode<'a> {
    /// The `operationId`.
    pub fn id(&self) -> Option<&'a str> {
        self.value.get("operationId").and_then(Value::as_str)
    }

    /// The name of the client's method.
    pub fn name(&self) -> String {
        names::snake(self.id().unwrap_or_default())
    }

    /// Returns whether the operation is idempotent: as RFC 9110 defines it for the HTTP method, unless `x-idempotent`
    /// says otherwise.
    pub fn is_idempotent(&self) -> bool {
        let stated = self.value.get("x-idempotent").and_then(Value::as_bool);
        stated.unwrap_or(!matches!(self.method, "post" | "patch"))
    }

    /// Returns whether the operation takes something away: a DELETE does, unless `x-destructive` says otherwise.
    pub fn is_destructive(&self) -> bool {
        let stated = self.value.get("x-destructive").and_then(Value::as_bool);
        stated.unwrap_or(self.method == "delete")
    }

    /// Returns whether the operation has a path parameter of this name.
    pub fn declares(&self, name: &str) -> bool {
        let in_path = |parameter: &&Node| parameter.text("in") == Some("path");
        self.parameters.iter().filter(in_path).any(|parameter| parameter.text("name") == Some(name))
    }

    /// The server of the operation, or of its path item, that overrides the document's.
    pub fn server(&self) -> Option<&'a str> {
        let own = |node: &'a Value| node.get("servers")?.get(0)?.get("url")?.as_str();
        own(self.value).or_else(|| own(self.item)).map(|url| url.trim_end_matches('/'))
    }

    /// The status and the unresolved node of each response.
    pub fn responses(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let responses = self.value.get("responses").and_then(Value::as_object);
        let responses = responses.into_iter().flatten().filter(|(status, _)| !status.starts_with("x-"));
        responses.map(|(status, response)| (status.as_str(), response))
    }

    /// The first response with a 2xx status.
    pub fn success(&self, tree: &'a Value) -> Option<&'a Value> {
        let (_, response) = self.responses().find(|(status, _)| status.starts_with('2'))?;
        Some(resolve(tree, response))
    }

    /// The schema of the success response's body, or `None` if it has no content.
    pub fn success_schema(&self, tree: &'a Value) -> Option<&'a Value> {
        self.success(tree)?.get("content")?.get(JSON)?.get("schema")
    }

    /// The media type object of the request body.
    pub fn body(&self, tree: &'a Value) -> Option<&'a Value> {
        resolve(tree, self.value.get("requestBody")?).get("content")?.get(self.media_type(tree)?)
    }

    /// The media type of the request body: JSON if the body offers it, otherwise a form.
    pub fn media_type(&self, tree: &Value) -> Option<&'static str> {
        let content = resolve(tree, self.value.get("requestBody")?).get("content")?;
        [JSON, FORM].into_iter().find(|media_type| content.get(media_type).is_some())
    }

    /// Returns whether the request body is a form.
    pub fn sends_form(&self, tree: &Value) -> bool {
        self.media_type(tree) == Some(FORM)
    }

    /// Returns whether a request carries the project's credentials: unless the operation, or the document for all
    /// that do not say it themselves, requires nothing.
    pub fn sends_credentials(&self, tree: &Value) -> bool {
        let requirements =
            self.value.get("security").or_else(|| tree.get("security")).and_then(Value::as_array);
        let is_empty = |requirement: &Value| requirement.as_object().is_some_and(Map::is_empty);
        requirements.is_none_or(|requirements| !requirements.iter().all(is_empty))
    }

    /// The schema of the request body.
    pub fn body_schema(&self, tree: &'a Value) -> Option<&'a Value> {
        self.body(tree)?.get("schema")
    }

    /// Returns whether the request body is an object without properties. The client then sends `{}` by itself.
    pub fn has_empty_body(&self, tree: &'a Value) -> bool {
        self.body(tree).is_some_and(|media| {
            let schema = media.get("schema").map(|schema| resolve(tree, schema));
            schema.is_none_or(|schema| {
                let filled = |key: &str| match schema.get(key) {
                    None | Some(Value::Bool(false)) => false,
                    Some(value) => value.as_object().is_none_or(|object| !object.is_empty()),
                };
                schema.get("type").and_then(Value::as_str) == Some("object")
                    && !["properties", "additionalProperties", "allOf", "oneOf", "anyOf"]
                        .into_iter()
                        .any(filled)
            })
        })
    }

    /// The path of a node below the operation.
    pub fn below(&self, keys: &[&str]) -> Vec<String> {
        self.pointer.iter().map(String::as_str).chain(keys.iter().copied()).map(str::to_owned).collect()
    }
}

/// The media type of responses, and of request bodies unless they are forms.
pub const JSON: &str = "application/json";

/// The media type of forms, which OAuth's endpoints take.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Every operation, path by path in the document's order.
pub fn operations(tree: &Value) -> Vec<OperationNode<'_>> {
    let paths = tree.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten().filter(|(path, _)| path.starts_with('/'));
    items
        .flat_map(|(path, item)| {
            METHODS.into_iter().filter_map(move |method| {
                let value = item.get(method)?;
                let pointer = vec!["paths".to_owned(), path.clone(), method.to_owned()];
                let mut parameters = parameters(tree, item, &pointer[..2]);
                for own in self::parameters(tree, value, &pointer) {
                    parameters.retain(|shared: &Node| {
                        ["name", "in"].iter().any(|key| shared.text(key) != own.text(key))
                    });
                    parameters.push(own);
                }
                Some(OperationNode { method, path, pointer, value, item, parameters })
            })
        })
        .collect()
}

fn parameters<'a>(tree: &'a Value, owner: &'a Value, pointer: &[String]) -> Vec<Node<'a>> {
    list(owner, "parameters")
        .enumerate()
        .map(|(index, parameter)| Node {
            pointer: [pointer, &["parameters".to_owned(), index.to_string()]].concat(),
            value: resolve(tree, parameter),
        })
        .collect()
}

/// The items of the list at `key`, if there is one.
pub fn list<'a>(node: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    node.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The properties of a schema, including those that `allOf` merges in.
pub fn properties<'a>(tree: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let own = own.map(|(name, property)| (name.as_str(), property));
    let parts = list(schema, "allOf").flat_map(|part| properties(tree, resolve(tree, part)));
    own.chain(parts).collect()
}

/// Returns whether the generator wraps a property in `Option` because it may be null or absent. An absent list or map
/// becomes an empty one instead.
pub fn is_option(tree: &Value, schema: &Value, name: &str) -> bool {
    let named = properties(tree, schema).into_iter().find(|(other, _)| *other == name);
    named.is_some_and(|(_, property)| {
        let is = |kind: &str| property.get("type").and_then(Value::as_str) == Some(kind);
        let is_collection = is("array") || (is("object") && property.get("properties").is_none());
        let is_nullable = property.get("nullable") == Some(&Value::Bool(true));
        is_nullable || (!is_collection && !requires(tree, schema, name))
    })
}

/// The type of a schema: the stated one, or that of an object with properties.
pub fn type_of(schema: &Value) -> Option<&str> {
    let implied = || schema.get("properties").map(|_| "object");
    schema.get("type").and_then(Value::as_str).or_else(implied)
}

/// Returns whether a schema, or one that `allOf` merges in, requires a property.
pub fn requires(tree: &Value, schema: &Value, name: &str) -> bool {
    list(schema, "required").any(|other| other == name)
        || list(schema, "allOf").any(|part| requires(tree, resolve(tree, part), name))
}

/// Maps a pointer that goes through references to where the document defines the node. A `$ref` itself stays where
/// it is.
pub fn place(tree: &Value, pointer: &[String]) -> Vec<String> {
    let mut place: Vec<String> = Vec::new();
    let mut node = Some(tree);
    for key in pointer {
        // A key beside a reference is in its own place. A circle of references leads nowhere.
        for _ in 0..32 {
            let is_beside = |node: &&Value| key == "$ref" || node.get(key).is_some();
            let reference = node.filter(|node| !is_beside(node)).and_then(|node| node.get("$ref")?.as_str());
            let Some(reference) = reference else { break };
            let target = reference.strip_prefix('#').and_then(|target| tree.pointer(target));
            if target.is_none() {
                break;
            }
            let keys = reference.split('/').skip(1);
            place = keys.map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
            node = target;
        }
        node = node.and_then(|node| match node {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => node.get(key),
        });
        place.push(key.clone());
    }
    place
}

/// Follows a node's `$ref`. Leaves a dangling or circular reference unresolved; the checks report it.
pub fn resolve<'a>(tree: &'a Value, node: &'a Value) -> &'a Value {
    let mut node = node;
    for _ in 0..32 {
        let reference = node.get("$ref").and_then(Value::as_str);
        match reference.and_then(|text| tree.pointer(text.strip_prefix('#')?)) {
            Some(target) => node = target,
            None => break,
        }
    }
    node
}
