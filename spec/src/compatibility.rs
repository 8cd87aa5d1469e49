//! Finds the changes of a document that break users of the last release.

mod models;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::summary::{Operation, Summary};

/// Describes every breaking change from the old API to the new one.
pub fn breaking(old: &Summary, new: &Summary) -> Vec<String> {
    let mut changes = Vec::new();
    for (name, before) in &old.operations {
        match new.operations.get(name) {
            None => changes.push(format!("operation {name} was removed")),
            Some(after) => operation(name, before, after, &mut changes),
        }
    }
    models::breaking(old, new, &mut changes);
    changes
}

fn operation(name: &str, before: &Operation, after: &Operation, changes: &mut Vec<String>) {
    if unnamed(&before.route) != unnamed(&after.route) {
        changes.push(format!("operation {name} moved from {} to {}", before.route, after.route));
    }
    if before.success != after.success {
        changes.push(format!("operation {name} returns {} instead of {}", after.success, before.success));
    }
    for header in before.session_headers.difference(&after.session_headers) {
        changes.push(format!("operation {name} no longer takes a member session by {header}"));
    }
    // The other way, a call that used to fail is repeated.
    if before.is_idempotent && !after.is_idempotent {
        changes.push(format!("operation {name} is no longer idempotent: its calls are repeated less often"));
    }
    match (before.sends_credentials, after.sends_credentials) {
        (false, true) => changes.push(format!("operation {name} sends the project's credentials")),
        (true, false) => changes.push(format!("operation {name} no longer sends the project's credentials")),
        _ => {}
    }
    match (&before.pages, &after.pages) {
        (Some(_), None) => changes.push(format!("operation {name} no longer has pages")),
        (Some(was), Some(is)) if is.item != was.item => {
            changes.push(format!("operation {name} has pages of {} instead of {}", is.item, was.item));
        }
        _ => {}
    }
    for demand in after.demands.difference(&before.demands) {
        changes.push(format!("the body of {name} needs more: {demand}"));
    }
    // A test may ask the sandbox for them.
    for (status, examples) in &before.examples {
        let is_left =
            |example: &&String| after.examples.get(status).is_some_and(|left| left.contains(*example));
        for example in examples.iter().filter(|example| !is_left(example)) {
            changes.push(format!("example {example} of {name} ({status}) was removed"));
        }
    }
    parameters(name, before, after, changes);
}

fn parameters(name: &str, before: &Operation, after: &Operation, changes: &mut Vec<String>) {
    let (old_names, new_names) = (placeholders(&before.route), placeholders(&after.route));
    let mut renamed = BTreeSet::new();
    for (setter, was) in &before.parameters {
        let Some(is) = after.parameters.get(setter) else {
            let place = old_names.iter().position(|old| *old == was.name);
            let new = place.and_then(|place| new_names.get(place)).filter(|new| **new != was.name);
            changes.push(match new {
                Some(new) => format!("path parameter {} of {name} was renamed to {new}", was.name),
                None => format!("parameter {setter} of {name} was removed"),
            });
            renamed.extend(new.copied());
            continue;
        };
        if is.ty.text != was.ty.text {
            let (is, was) = (&is.ty.text, &was.ty.text);
            changes.push(format!("parameter {setter} of {name} is {is} instead of {was}"));
        } else if is.required && !was.required {
            changes.push(format!("parameter {setter} of {name} is required"));
        } else if is.name != was.name {
            // For `Operation::invoke`, which takes the document's names.
            changes.push(format!("parameter {} of {name} was renamed to {}", was.name, is.name));
        }
    }
    for (setter, is) in &after.parameters {
        let is_new = !before.parameters.contains_key(setter) && !renamed.contains(is.name.as_str());
        if is.required && is_new {
            changes.push(format!("parameter {setter} of {name} is new and required"));
        }
    }
}

/// The names of a route's path parameters.
fn placeholders(route: &str) -> Vec<&str> {
    route.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// A route without the names of its path parameters, which are no part of a URL.
fn unnamed(route: &str) -> String {
    let names = placeholders(route).into_iter();
    names.fold(route.to_owned(), |route, name| route.replace(&format!("{{{name}}}"), "{}"))
}
