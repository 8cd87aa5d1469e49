//! Runs progenitor over the adapted document.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars_08::schema::{InstanceType, SchemaObject};
use serde_json::{Value, json};

use crate::adapt::PATH_SEGMENT;
use crate::adapt::reach::{keep_operation, keep_schemas};
use crate::problem::Problem;
use crate::secrets::SECRET;
use crate::tree::operations;

/// The client as progenitor writes it. `tree` is the document before it was adapted; `derives` go onto every
/// model.
pub fn generate(document: &Value, tree: &Value, derives: &[&str]) -> Result<syn::File, Problem> {
    run(document, derives).map_err(|message| blame(document, tree, derives, message))
}

fn run(document: &Value, derives: &[&str]) -> Result<syn::File, String> {
    let api = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_conversion(
            text(PATH_SEGMENT),
            "crate::model::path_segment::PathSegment",
            [TypeImpl::Display].into_iter(),
        )
        .with_conversion(text(SECRET), "crate::model::secret::Secret", std::iter::empty());
    for derive in derives {
        settings.with_derive(derive);
    }
    let tokens =
        quietly(|| Generator::new(&settings).generate_tokens(&api))?.map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| error.to_string())
}

/// The schema of a string with this format.
fn text(format: &str) -> SchemaObject {
    SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    }
}

/// Finds the schema or the operation that the generator fails on, by giving it each alone.
fn blame(document: &Value, tree: &Value, derives: &[&str], message: String) -> Problem {
    schema_alone(document, tree, derives)
        .or_else(|| operation_alone(document, derives))
        .unwrap_or_else(|| Problem::new(["paths"], unsupported(&message)))
}

/// The schema that fails together with the fewest others that it refers to.
fn schema_alone(document: &Value, tree: &Value, derives: &[&str]) -> Option<Problem> {
    let schemas = tree.pointer("/components/schemas")?.as_object()?;
    let failures = schemas.keys().filter_map(|name| {
        let mut alone = document.clone();
        alone["paths"] = json!({});
        keep_schemas(&mut alone, &json!({"$ref": format!("#/components/schemas/{name}")}));
        let size = alone.pointer("/components/schemas").and_then(Value::as_object).map_or(0, |s| s.len());
        let message = run(&alone, derives).err()?;
        Some((size, Problem::new(["components", "schemas", name], unsupported(&message))))
    });
    failures.min_by_key(|(size, _)| *size).map(|(_, problem)| problem)
}

fn operation_alone(document: &Value, derives: &[&str]) -> Option<Problem> {
    operations(document).iter().find_map(|operation| {
        let mut alone = document.clone();
        keep_operation(&mut alone, operation.path, operation.method);
        let paths = alone["paths"].clone();
        keep_schemas(&mut alone, &paths);
        let message = run(&alone, derives).err()?;
        Some(Problem::new(&operation.pointer, unsupported(&message)))
    })
}

/// Of the generator's message only the first line: more may be a whole schema.
fn unsupported(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default().trim_end_matches(['(', '{', ' ']);
    format!("the generator does not support this ({message}): describe it in simpler terms")
}

/// Turns a panic into a message: that is how the generator reports much of what it does not support.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    // The hook belongs to the process, so the threads of a test run share it.
    static HOOK: Mutex<()> = Mutex::new(());
    let guard = HOOK.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(run));
    set_hook(hook);
    drop(guard);
    result.map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given")
            .to_owned()
    })
}
