//! `/users/:id`, as some documents write the path `/users/{id}`.

use serde_json::{Map, Value};

/// The path with braces around its parameters.
pub fn braced(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Writes every path of the document with braces, unless that is another path.
pub fn brace(tree: &mut Value) {
    let Some(paths) = tree.get_mut("paths").and_then(Value::as_object_mut) else { return };
    if !paths.keys().any(|path| path.contains("/:")) {
        return;
    }
    let written: Vec<String> = paths.keys().cloned().collect();
    let items = std::mem::take(paths).into_iter().map(|(path, item)| {
        let braced = braced(&path);
        if braced != path && written.contains(&braced) { (path, item) } else { (braced, item) }
    });
    *paths = items.collect::<Map<_, _>>();
}
