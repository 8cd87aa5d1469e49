//! Turns rustdoc's JSON into lines.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The version of rustdoc's JSON that this version of `public-api` reads: that of Rust 1.93 to 1.95.
const FORMAT: u64 = 57;

/// Traits that the compiler implements by itself. `Send`, `Sync` and `Unpin` are part of what callers rely on; these
/// say little, and some of them are not stable.
const UNTOLD: [&str; 5] = ["Freeze", "UnsafeUnpin", "UnwindSafe", "RefUnwindSafe", "StructuralPartialEq"];

/// The public items of a library, sorted, one line each.
///
/// # Errors
///
/// If the file cannot be read, or has another format.
pub fn text(json: &Path) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", json.display());
    let text = fs::read_to_string(json).map_err(|error| failed(&error))?;
    let own = own(&text).map_err(|error| failed(&error))?;
    // The library reads files only.
    let filtered = json.with_extension("own.json");
    fs::write(&filtered, own.to_string()).map_err(|error| failed(&error))?;
    let api = public_api::Builder::from_rustdoc_json(&filtered)
        .omit_blanket_impls(true)
        .build()
        .map_err(|error| failed(&error))?;
    let lines = api.items().map(ToString::to_string).filter(|line| !is_untold(line));
    Ok(lines.flat_map(|line| [line, "\n".to_owned()]).collect())
}

/// The description of a library without the items that its build script writes.
fn own(json: &str) -> Result<Value, String> {
    let mut library: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let format = library.get("format_version").and_then(Value::as_u64).unwrap_or_default();
    if format != FORMAT {
        return Err(format!(
            "rustdoc writes format {format}, and {FORMAT} is read here: build with the Rust version of \
             Cargo.toml, or raise `public-api` with it"
        ));
    }
    if let Some(items) = library.get_mut("index").and_then(Value::as_object_mut) {
        items.retain(|_, item| {
            let file = item.pointer("/span/filename").and_then(Value::as_str);
            // Cargo names a member's own files relative to the workspace.
            file.is_none_or(|file| Path::new(file).is_relative())
        });
    }
    Ok(library)
}

fn is_untold(line: &str) -> bool {
    let implemented = line.strip_prefix("impl").and_then(|line| line.split_once(" for "));
    implemented.is_some_and(|(path, _)| UNTOLD.iter().any(|name| path.ends_with(&format!("::{name}"))))
}
