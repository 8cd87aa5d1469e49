//! `x-default-responses`: the responses of every operation that does not declare the status itself.

use serde_json::{Map, Value};

use crate::problem::METHODS;

/// The key of the document that holds them.
pub const KEY: &str = "x-default-responses";

/// Adds the default responses to each operation.
pub fn add(tree: &mut Value) {
    let Some(defaults) = tree.get(KEY).and_then(Value::as_object).cloned() else { return };
    let paths = tree.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for item in paths.filter_map(|(_, item)| item.as_object_mut()) {
        let operations = item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str()));
        for responses in operations.filter_map(|(_, node)| node.get_mut("responses")?.as_object_mut()) {
            add_to(responses, &defaults);
        }
    }
}

fn add_to(responses: &mut Map<String, Value>, defaults: &Map<String, Value>) {
    for (status, response) in defaults {
        responses.entry(status).or_insert_with(|| response.clone());
    }
}

/// Maps a pointer into an added default response back to the default in the document.
pub fn origin(tree: &Value, pointer: &[String]) -> Vec<String> {
    if let [paths, path, method, responses, status, below @ ..] = pointer
        && (paths.as_str(), responses.as_str()) == ("paths", "responses")
        && let Some(default) = tree.get(KEY).and_then(|defaults| defaults.get(status))
        && tree["paths"][path][method]["responses"].get(status) == Some(default)
    {
        return [&[KEY.to_owned(), status.clone()], below].concat();
    }
    pointer.to_vec()
}
