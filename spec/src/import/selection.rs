//! `--fields`: which fields of the vendor's schemas come along.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::document::At;

/// The fields to keep, by the place of the schema that has them.
#[derive(Debug, Default)]
pub struct Selection {
    kept: HashMap<Vec<String>, Kept>,
}

#[derive(Debug)]
enum Kept {
    All,
    Some(BTreeSet<String>),
}

impl Selection {
    /// Returns whether the schema at a place keeps a field.
    pub fn keeps(&self, schema: &[String], field: &str) -> bool {
        match self.kept.get(schema) {
            Some(Kept::All) => true,
            Some(Kept::Some(fields)) => fields.contains(field),
            None => false,
        }
    }

    /// Keeps everything below a schema.
    pub fn keep_all(&mut self, schema: &At) {
        let schema = schema.resolved();
        if let Some(Kept::All) = self.kept.insert(schema.pointer.clone(), Kept::All) {
            return;
        }
        parts(&schema).iter().for_each(|part| self.keep_all(part));
        schema.entries("properties").iter().for_each(|(_, property)| self.keep_all(property));
    }

    /// Keeps the fields that a path such as `results.user_id` names, and all that is below the last one. Lists and
    /// maps are no part of the path.
    ///
    /// # Errors
    ///
    /// If there is no such field.
    pub fn keep(&mut self, schema: &At, path: &str) -> Result<(), String> {
        let names: Vec<&str> = path.split('.').collect();
        match self.keep_names(schema, &names, 0) {
            true => Ok(()),
            false => {
                let names = fields(schema, 0);
                Err(format!("there is no field `{path}`: the fields are {}", names.join(", ")))
            }
        }
    }

    fn keep_names(&mut self, schema: &At, names: &[&str], depth: usize) -> bool {
        let schema = schema.resolved();
        let Some((name, rest)) = names.split_first() else {
            self.keep_all(&schema);
            return true;
        };
        let own = schema.descendant(&["properties", name]);
        let found = own.is_some_and(|field| {
            if let Kept::Some(fields) =
                self.kept.entry(schema.pointer.clone()).or_insert_with(|| Kept::Some(BTreeSet::new()))
            {
                fields.insert((*name).to_owned());
            }
            self.keep_names(&field, rest, 0)
        });
        // Not `any`, which would leave out the parts behind the first.
        let below = parts(&schema)
            .iter()
            .filter(|part| depth < DEEPEST && self.keep_names(part, names, depth + 1))
            .count();
        found || below > 0
    }

    /// Keeps the fields that a request requires.
    pub fn keep_required(&mut self, schema: &At) {
        let schema = schema.resolved();
        let names = schema.value.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in names.filter_map(Value::as_str) {
            // A name without a field is the vendor's mistake.
            let _ = self.keep(&schema, name);
        }
    }
}

/// Schemas may contain themselves, and a path that is not there would be looked for without end.
const DEEPEST: usize = 16;

/// The schemas that describe the same value, its items or its values.
fn parts<'a>(schema: &At<'a>) -> Vec<At<'a>> {
    let lists = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| schema.items(key));
    let inner = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.child(key));
    lists.chain(inner.filter(|inner| inner.value.is_object())).collect()
}

fn fields<'a>(schema: &At<'a>, depth: usize) -> Vec<&'a str> {
    let schema = schema.resolved();
    let own = schema.entries("properties").into_iter().map(|(name, _)| name);
    let below =
        parts(&schema).into_iter().filter(|_| depth < DEEPEST).flat_map(|part| fields(&part, depth + 1));
    own.chain(below).collect()
}
