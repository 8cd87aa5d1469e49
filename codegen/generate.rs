//! Runs progenitor over the adapted document.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};

use super::adapt::{PATH_SEGMENT, keep_schemas};
use super::problem::Problem;

/// The client as progenitor writes it. `derives` go onto every model.
pub fn generate(api: &OpenAPI, derives: &[&str]) -> Result<syn::File, Problem> {
    run(api, derives).map_err(|message| blame(api, derives, message))
}

fn run(api: &OpenAPI, derives: &[&str]) -> Result<syn::File, String> {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder).with_replacement(
        PATH_SEGMENT,
        "crate::PathSegment",
        [TypeImpl::Display].into_iter(),
    );
    for derive in derives {
        settings.with_derive(derive);
    }
    let tokens =
        quietly(|| Generator::new(&settings).generate_tokens(api))?.map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| error.to_string())
}

/// Finds the schema or the operation that the generator fails on, by giving it each alone.
fn blame(api: &OpenAPI, derives: &[&str], message: String) -> Problem {
    schema_alone(api, derives)
        .or_else(|| operation_alone(api, derives))
        .unwrap_or_else(|| Problem::new(["paths"], unsupported(&message)))
}

/// Of the schemas that fail with no more than what they refer to, the one that needs the least.
fn schema_alone(api: &OpenAPI, derives: &[&str]) -> Option<Problem> {
    let names = api.components.iter().flat_map(|components| components.schemas.keys());
    let failures = names.filter_map(|name| {
        let mut alone = api.clone();
        alone.paths.paths.clear();
        keep_schemas(&mut alone, &format!(r##""$ref":"#/components/schemas/{name}""##));
        let size = alone.components.as_ref().map_or(0, |components| components.schemas.len());
        let message = run(&alone, derives).err()?;
        Some((size, Problem::new(["components", "schemas", name], unsupported(&message))))
    });
    failures.min_by_key(|(size, _)| *size).map(|(_, problem)| problem)
}

fn operation_alone(api: &OpenAPI, derives: &[&str]) -> Option<Problem> {
    api.operations().find_map(|(path, method, _)| {
        let mut alone = api.clone();
        alone.paths.paths.retain(|other, _| other == path);
        for item in alone.paths.paths.values_mut() {
            if let openapiv3::ReferenceOr::Item(item) = item {
                keep_method(item, method);
            }
        }
        let message = run(&alone, derives).err()?;
        Some(Problem::new(["paths", path, method], unsupported(&message)))
    })
}

fn unsupported(message: &str) -> String {
    format!("the generator does not support this ({message}): describe it in simpler terms")
}

fn keep_method(item: &mut openapiv3::PathItem, method: &str) {
    let openapiv3::PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
    let slots = [
        ("get", get),
        ("put", put),
        ("post", post),
        ("delete", delete),
        ("options", options),
        ("head", head),
        ("patch", patch),
        ("trace", trace),
    ];
    for (name, slot) in slots {
        if name != method {
            *slot = None;
        }
    }
}

/// Much that the generator does not support it answers with a panic: this makes it a message.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    // The hook is the process's; tests share it between threads.
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
            .unwrap_or("it gives no reason")
            .to_owned()
    })
}
