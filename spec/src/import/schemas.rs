//! Copies the vendor's schemas under our names.

use codegen::names::camel;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::envelope::in_envelope;
use super::names;
use super::prose::Prose;
use super::selection::Selection;
use crate::document::At;
use crate::drift::found::Class;
use crate::drift::schemas::compare;
use crate::secrets::looks_secret;

/// The schemas that an import needs.
#[derive(Debug)]
pub struct Schemas<'a> {
    ours: &'a Value,
    selection: &'a Selection,
    prose: Prose,
    /// Our names by the place of the vendor's schema.
    pub names: IndexMap<Vec<String>, String>,
    /// The new components.
    pub made: Map<String, Value>,
}

/// The use of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// The operation that needs it.
    pub operation: &'a str,
    /// The property, the parameter or the model that is described.
    pub name: &'a str,
}

impl<'a> Schemas<'a> {
    pub fn new(ours: &'a Value, selection: &'a Selection, prose: Prose) -> Self {
        Self { ours, selection, prose, names: IndexMap::new(), made: Map::new() }
    }

    /// A reference to the model of a request body.
    pub fn request(&mut self, theirs: &At, operation: &str) -> Value {
        let theirs = theirs.resolved();
        let is_empty = theirs.text("type") == Some("object") && theirs.entries("properties").is_empty();
        let empty = is_empty.then(|| "EmptyRequest".to_owned());
        let names = empty.into_iter().chain([names::request(operation)]).collect();
        self.named(&theirs, names, operation, &|schema| schema)
    }

    /// A reference to the model of a success response. `takes_away` is for calls after which something is gone.
    pub fn response(&mut self, theirs: &At, operation: &str, takes_away: bool) -> Value {
        let names = vec![names::response(operation), format!("{}Response", camel(operation))];
        let ours = self.ours;
        self.named(&theirs.resolved(), names, operation, &|schema| in_envelope(ours, schema, takes_away))
    }

    /// The schema, with named ones as references.
    pub fn copy(&mut self, theirs: &At, usage: Use) -> Value {
        if theirs.value.get("$ref").is_none() {
            return self.inline(theirs, usage).into();
        }
        let theirs = theirs.resolved();
        let vendors = theirs.pointer.last().map(String::as_str).unwrap_or_default();
        let names = names::models(vendors, usage.operation);
        self.named(&theirs, names, usage.operation, &|schema| schema)
    }

    /// A reference to a component: ours if it fits, or a new one under the first name that is free.
    fn named(
        &mut self,
        theirs: &At,
        names: Vec<String>,
        operation: &str,
        finish: &dyn Fn(Map<String, Value>) -> Map<String, Value>,
    ) -> Value {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        if let Some(name) = self.names.get(&theirs.pointer) {
            return reference(name);
        }
        if let Some(existing) = self.existing(theirs, &names) {
            self.names.insert(theirs.pointer.clone(), existing.clone());
            return reference(&existing);
        }
        let last = names.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let ours: Vec<String> = self.components().map(|(name, _)| camel(name)).collect();
        let is_free = |name: &String| {
            !ours.contains(&camel(name)) && !self.made.contains_key(name) && name != "Default"
        };
        let name = names.into_iter().chain(numbered).find(is_free).unwrap_or(last);
        self.names.insert(theirs.pointer.clone(), name.clone());
        // Keeps its place before the schemas that it needs.
        self.made.insert(name.clone(), Value::Null);
        let schema = self.inline(theirs, Use { operation, name: &name });
        self.made[&name] = finish(schema).into();
        reference(&name)
    }

    /// Our component that fits: one that has one of the names, or one that is called like the vendor's and has fields
    /// that could tell it from others.
    fn existing(&self, theirs: &At, names: &[String]) -> Option<String> {
        let named = |name: &String| {
            let existing = self.components().find(|(other, _)| camel(other) == camel(name));
            existing.filter(|(existing, _)| self.fits(existing, theirs))
        };
        let vendors = theirs.pointer.last().map(String::as_str).unwrap_or_default();
        let is_telling = |schema: &Value| schema.get("properties").or(schema.get("enum")).is_some();
        let is_component = theirs.pointer.len() == 3;
        let namesake = || {
            let mut all = self.components().filter(|_| is_component);
            all.find(|(name, schema)| {
                names::are_namesakes(name, vendors) && is_telling(schema) && self.fits(name, theirs)
            })
        };
        let existing = names.iter().find_map(named).or_else(namesake);
        existing.map(|(name, _)| name.clone())
    }

    fn components(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        self.ours.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    }

    /// Returns whether our component accepts everything that the import takes of the vendor's schema, and has no other
    /// fields.
    fn fits(&self, name: &str, theirs: &At) -> bool {
        let pointer = ["components", "schemas", name].map(str::to_owned);
        let Some(ours) = At::new(self.ours, &pointer) else { return false };
        let found = compare("", &ours, theirs);
        found.iter().all(|difference| match difference.class {
            Class::Laxer | Class::Limit | Class::Remark => true,
            Class::Missing => self.leaves_out(&difference.theirs),
            Class::Shape => false,
        })
    }

    /// Returns whether a property of the vendor's does not come along.
    fn leaves_out(&self, property: &[String]) -> bool {
        match property {
            [schema @ .., key, name] if key == "properties" => !self.selection.keeps(schema, name),
            _ => false,
        }
    }

    /// The fields of a schema in the order of our document.
    fn inline(&mut self, theirs: &At, usage: Use) -> Map<String, Value> {
        let mut schema = Map::new();
        let properties = theirs.entries("properties");
        let is_described = theirs.value.get("$ref").is_none();
        let ty = theirs.text("type").or((!properties.is_empty()).then_some("object"));
        let is_secret =
            ty == Some("string") && theirs.value.get("enum").is_none() && looks_secret(usage.name);
        insert(&mut schema, "type", ty.map(Value::from));
        let format = if is_secret { Some("password") } else { theirs.text("format") };
        insert(&mut schema, "format", format.map(Value::from));
        let mut keep = |keys: &[&str]| {
            for key in keys {
                let value = theirs.value.get(*key).filter(|value| !value.is_null());
                insert(&mut schema, key, value.cloned());
            }
        };
        keep(&["nullable"]);
        if !is_secret {
            keep(&FACTS);
        }
        let description =
            self.prose.describe(theirs.text("description"), &format!("describe {}", usage.name));
        insert(&mut schema, "description", description.filter(|_| is_described && !usage.name.is_empty()));
        keep_words(theirs, &mut schema);
        for key in ["allOf", "oneOf", "anyOf"] {
            let parts = theirs.items(key);
            let parts: Vec<Value> =
                parts.iter().map(|part| self.copy(part, Use { name: "", ..usage })).collect();
            insert(&mut schema, key, (!parts.is_empty()).then(|| parts.into()));
        }
        self.fields(theirs, &properties, usage, &mut schema);
        for key in ["additionalProperties", "items"] {
            let Some(inner) = theirs.child(key) else { continue };
            let mut value = match inner.value {
                Value::Bool(_) => inner.value.clone(),
                _ => self.copy(&inner, usage),
            };
            // The list is described, not each item.
            if let Some(fields) = value.as_object_mut() {
                fields.shift_remove("description");
            }
            schema.insert(key.to_owned(), value);
        }
        schema
    }

    fn fields(
        &mut self,
        theirs: &At,
        properties: &[(&str, At)],
        usage: Use,
        schema: &mut Map<String, Value>,
    ) {
        let selection = self.selection;
        let is_kept = |name: &str| selection.keeps(&theirs.pointer, name);
        let required = theirs.value.get("required").and_then(Value::as_array).into_iter().flatten();
        let is_defined = |name: &&Value| {
            name.as_str()
                .is_some_and(|name| is_kept(name) && properties.iter().any(|(other, _)| *other == name))
        };
        let required: Vec<Value> = required.filter(is_defined).cloned().collect();
        insert(schema, "required", (!required.is_empty()).then(|| required.into()));
        let kept = properties.iter().filter(|(name, _)| is_kept(name));
        let fields: Map<String, Value> = kept
            .map(|(name, property)| {
                let copy = self.copy(property, Use { name, ..usage });
                ((*name).to_owned(), self.not_secret(name, copy))
            })
            .collect();
        insert(schema, "properties", (!fields.is_empty()).then(|| fields.into()));
    }
}

impl Schemas<'_> {
    /// A property that sounds secret but is not a string must say why with `x-not-secret`.
    fn not_secret(&self, name: &str, property: Value) -> Value {
        let ty = |schema: &Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
        let target = property.get("$ref").and_then(Value::as_str).and_then(|name| {
            let name = name.rsplit('/').next().unwrap_or_default();
            let schema = self.made.get(name).or_else(|| self.ours.pointer("/components/schemas")?.get(name));
            schema.map(ty)
        });
        let is_marked = property["format"] == "password" || property["items"]["format"] == "password";
        let is_plain = target.unwrap_or_else(|| ty(&property)).is_some_and(|ty| PLAIN.contains(&ty.as_str()));
        if !looks_secret(name) || is_marked || is_plain {
            return property;
        }
        let why = self.prose.require(None, "say why it is no secret", "Its fields say what is.");
        let mut property = match property.get("$ref") {
            Some(_) => json!({"allOf": [property]}),
            None => property,
        };
        property["x-not-secret"] = why;
        property
    }
}

/// The types of values that are no secrets, whatever they are called.
const PLAIN: [&str; 3] = ["boolean", "integer", "number"];

/// The keywords that are copied as they are.
const FACTS: [&str; 9] = [
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
];

fn keep_words(theirs: &At, schema: &mut Map<String, Value>) {
    let Some(words) = theirs.value.get("enum").and_then(Value::as_array) else { return };
    let mut unique: Vec<Value> = Vec::new();
    for word in words {
        if !unique.contains(word) {
            unique.push(word.clone());
        }
    }
    schema.insert("enum".to_owned(), unique.into());
}

pub fn insert(schema: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        schema.insert(key.to_owned(), value);
    }
}
