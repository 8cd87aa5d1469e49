//! Names every model once. The generator would derive names as it goes, and take two schemas with the same name for
//! one. So every inline schema that becomes a model moves into `components`, where later steps find it by its name.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::adapt::unions::InPlace;
use crate::headers::settable;
use crate::names;
use crate::problem::Problem;
use crate::tree::{JSON, list, operations, properties, resolve};

/// Moves the inline schemas into `components`. Reports those that would have the name of another. `tree` is the
/// document as written, to which the pointers refer.
pub(super) fn name_inline_schemas(adapted: &mut Value, tree: &Value) -> Vec<Problem> {
    let document = adapted.clone();
    let Value::Object(schemas) = adapted["components"]["schemas"].take() else { return Vec::new() };
    let mut naming =
        Naming { document: &document, taken: HashMap::new(), schemas: Map::new(), problems: Vec::new() };
    for (name, schema) in &schemas {
        let pointer = ["components", "schemas", name].map(str::to_owned).to_vec();
        naming.taken.insert(names::camel(name), (meaning(schema), pointer));
    }
    for (name, mut schema) in schemas {
        naming.component(&name, &mut schema);
        naming.schemas.insert(name, schema);
    }
    for operation in operations(tree) {
        let node = &mut adapted["paths"][operation.path][operation.method];
        let id = operation.id().unwrap_or_default();
        let parameters = node["parameters"].as_array_mut().into_iter().flatten();
        for (parameter, written) in parameters.zip(settable(tree, &operation)) {
            let name = format!("{id}-{}", written.text("name").unwrap_or_default());
            if let Some(schema) = parameter.get_mut("schema") {
                naming.at(&[&*written.pointer, &["schema".to_owned()]].concat()).schema(schema, &name);
            }
        }
        let status = operation.responses().map(|(status, _)| status).find(|status| status.starts_with('2'));
        for (pointer, place, suffix) in [
            ("/requestBody/content", vec!["requestBody"], "body"),
            ("/responses/200/content", vec!["responses", status.unwrap_or_default()], "response"),
        ] {
            let content = node.pointer_mut(pointer).and_then(|content| content.get_mut(JSON));
            if let Some(schema) = content.and_then(|media| media.get_mut("schema")) {
                let pointer = operation.below(&[&*place, &["content", JSON, "schema"]].concat());
                naming.at(&pointer).schema(schema, &format!("{id}-{suffix}"));
            }
        }
    }
    adapted["components"]["schemas"] = naming.schemas.into();
    naming.problems
}

struct Naming<'a> {
    /// The document before any schema moved.
    document: &'a Value,
    /// The meaning of each name, and the place that has it.
    taken: HashMap<String, (Value, Vec<String>)>,
    schemas: Map<String, Value>,
    problems: Vec<Problem>,
}

/// A place in the document, whose inline schemas are named.
struct At<'a, 'b> {
    naming: &'a mut Naming<'b>,
    pointer: Vec<String>,
}

impl<'b> Naming<'b> {
    fn at(&mut self, pointer: &[String]) -> At<'_, 'b> {
        At { naming: self, pointer: pointer.to_vec() }
    }

    fn component(&mut self, name: &str, schema: &mut Value) {
        let pointer = ["components", "schemas", name].map(str::to_owned);
        remove(schema, "title");
        // The generator makes an `Option` of it, and has to name what is in there.
        if remove(schema, "nullable").is_some_and(|nullable| nullable == true) {
            let mut inner = format!("{name}_inner");
            while self.taken.contains_key(&names::camel(&inner)) {
                inner.push_str("_inner");
            }
            self.at(&pointer).schema(schema, &inner);
            make_nullable(schema);
        } else {
            self.at(&pointer).below(schema, name);
        }
    }
}

impl<'b> At<'_, 'b> {
    fn enter(&mut self, keys: &[&str]) -> At<'_, 'b> {
        let keys = keys.iter().map(|key| (*key).to_owned());
        At { pointer: self.pointer.iter().cloned().chain(keys).collect(), naming: self.naming }
    }

    /// Names an inline schema by its `title` or by this name, and leaves a reference if it becomes a model.
    fn schema(&mut self, schema: &mut Value, name: &str) {
        if schema.get("$ref").is_some() {
            return;
        }
        let title = remove(schema, "title");
        let name = names::camel(title.as_ref().and_then(Value::as_str).unwrap_or(name));
        if is_model(schema) {
            let is_nullable = remove(schema, "nullable").is_some_and(|nullable| nullable == true);
            let words = schema.get_mut("enum").and_then(Value::as_array_mut);
            words.into_iter().for_each(|words| words.retain(|word| !word.is_null()));
            let meaning = meaning(schema);
            self.below(schema, &name);
            if self.take(&name, meaning) {
                self.naming.schemas.insert(name.clone(), schema.take());
            }
            *schema = json!({"$ref": format!("#/components/schemas/{name}")});
            if is_nullable {
                make_nullable(schema);
            }
        } else if let Some([part]) =
            schema.get_mut("allOf").and_then(Value::as_array_mut).map(Vec::as_mut_slice)
        {
            self.enter(&["allOf", "0"]).schema(part, &name);
        } else {
            self.below(schema, &name);
        }
    }

    /// Names the schemas below one of this name.
    fn below(&mut self, schema: &mut Value, name: &str) {
        if schema.get("allOf").is_some() {
            self.merge(schema, name);
        }
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (property, schema) in properties.into_iter().flatten() {
            self.enter(&["properties", property]).schema(schema, &format!("{name}_{property}"));
        }
        for (key, suffix) in [("items", "item"), ("additionalProperties", "value")] {
            if let Some(inner) = schema.get_mut(key).filter(|inner| inner.is_object()) {
                self.enter(&[key]).schema(inner, &format!("{name}_{suffix}"));
            }
        }
        let parts = schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
        for (index, part) in parts.enumerate() {
            // They are merged into one model, or are the model.
            remove(part, "title");
            self.enter(&["allOf", &index.to_string()]).below(part, name);
        }
        for key in ["oneOf", "anyOf"] {
            let Some(alternatives) = schema.get_mut(key).and_then(Value::as_array_mut) else { continue };
            let in_place = InPlace::of(alternatives);
            for (index, alternative) in alternatives.iter_mut().enumerate() {
                let index = index.to_string();
                let mut at = self.enter(&[key, &index]);
                at.alternative(alternative, &format!("{name}_variant{index}"), &in_place, key);
            }
        }
    }

    fn alternative(&mut self, schema: &mut Value, name: &str, in_place: &InPlace, key: &str) {
        if !in_place.has(key, schema) {
            return self.schema(schema, name);
        }
        // The title stays: it names the variant.
        let title = schema.get("title").and_then(Value::as_str).map(str::to_owned);
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let tags = properties.map(|all| {
            let (tags, others) = std::mem::take(all).into_iter().partition(|(name, _)| in_place.is_tag(name));
            *all = others;
            tags
        });
        self.below(schema, &title.unwrap_or_else(|| name.to_owned()));
        let tags: Map<String, Value> = tags.unwrap_or_default();
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.extend(tags);
        }
    }

    /// The generator merges the schemas that several parts have for one property. Here they become one model.
    fn merge(&mut self, schema: &mut Value, name: &str) {
        let document = self.naming.document;
        let mut all: Vec<(String, Vec<Value>)> = Vec::new();
        for (property, schema) in properties(document, schema) {
            let is_same = |other: &Value| meaning(other) == meaning(schema);
            match all.iter_mut().find(|(other, _)| other == property) {
                Some((_, schemas)) if schemas.iter().any(is_same) => {}
                Some((_, schemas)) => schemas.push(schema.clone()),
                None => all.push((property.to_owned(), vec![schema.clone()])),
            }
        }
        for (property, schemas) in all.into_iter().filter(|(_, schemas)| schemas.len() > 1) {
            if schemas.iter().any(|schema| is_model(resolve(document, schema))) {
                let title = schemas.iter().find_map(|schema| schema.get("title")).and_then(Value::as_str);
                let name = title.map_or_else(|| format!("{name}_{property}"), str::to_owned);
                let mut merged = json!({"allOf": schemas});
                let place = [place(schema, &property).unwrap_or_default(), vec![property.clone()]].concat();
                let keys: Vec<&str> = place.iter().map(String::as_str).collect();
                self.enter(&keys).schema(&mut merged, &name);
                replace(schema, &property, &merged);
            }
        }
    }

    /// Takes a name for a schema, unless one with the same meaning has it.
    fn take(&mut self, name: &str, meaning: Value) -> bool {
        let Naming { taken, problems, .. } = self.naming;
        let message = match taken.get(name) {
            _ if names::is_reserved(name) => {
                format!("a model cannot be named `{name}`: give the schema another `title`")
            }
            Some((other, _)) if *other == meaning => return false,
            Some((_, place)) => {
                let mut numbered = (2..).map(|number| format!("{name}{number}"));
                let free = numbered.find(|name| !taken.contains_key(name)).unwrap_or_default();
                format!(
                    "the model of this schema would be `{name}`, like that of {}: name it, for example \
                     `title: {free}`",
                    place.join(".")
                )
            }
            None => {
                taken.insert(name.to_owned(), (meaning, self.pointer.clone()));
                return true;
            }
        };
        problems.push(Problem::new(&self.pointer, message));
        false
    }
}

/// The path from a schema to the properties, its own or those of an inline part, that have this one.
fn place(schema: &Value, property: &str) -> Option<Vec<String>> {
    if schema.get("properties").is_some_and(|properties| properties.get(property).is_some()) {
        return Some(vec!["properties".to_owned()]);
    }
    list(schema, "allOf").enumerate().find_map(|(index, part)| {
        let below = place(part, property)?;
        Some(["allOf".to_owned(), index.to_string()].into_iter().chain(below).collect())
    })
}

/// Replaces the schema of a property in a schema and its inline parts.
fn replace(schema: &mut Value, property: &str, merged: &Value) {
    if let Some(schema) = schema.get_mut("properties").and_then(|properties| properties.get_mut(property)) {
        *schema = merged.clone();
    }
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(|part| replace(part, property, merged));
}

/// Makes a schema nullable, whatever it is.
fn make_nullable(schema: &mut Value) {
    if schema.get("$ref").is_some() {
        *schema = json!({"allOf": [schema.take()]});
    }
    schema["nullable"] = true.into();
}

fn remove(schema: &mut Value, key: &str) -> Option<Value> {
    // A property of this name is a schema.
    schema
        .as_object_mut()
        .filter(|fields| fields.get(key).is_some_and(|value| !value.is_object()))?
        .shift_remove(key)
}

/// Returns whether an inline schema becomes a model.
fn is_model(schema: &Value) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    let is_merged = list(schema, "allOf").count() > 1;
    has("properties") || has("enum") || has("oneOf") || has("anyOf") || is_merged
}

/// The schema without prose: two schemas of the same meaning can be one model.
fn meaning(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(meaning).collect(),
        Value::Object(fields) => {
            let is_prose = |key: &str, value: &Value| PROSE.contains(&key) && !value.is_object();
            let fields = fields.iter().filter(|(key, value)| !is_prose(key, value));
            fields.map(|(key, value)| (key.clone(), meaning(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

const PROSE: [&str; 4] = ["description", "title", "example", "deprecated"];
