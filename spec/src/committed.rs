//! The committed files that are generated from a document. In a review they show what a change of the
//! document, the build or the generator does.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{defaults, load};
use serde_json::Value;

use crate::summary::Summary;

/// A committed file and its up-to-date content.
#[derive(Debug)]
pub struct Committed {
    /// The path, relative to the root of the repository.
    pub file: String,
    /// The content that the documents generate now.
    pub current: String,
}

/// Our own document.
pub const OURS: &str = "openapi/connected-apps.yaml";
const OTHER: &str = "tests/documents/other.yaml";

/// Generates the content of every committed file.
///
/// # Errors
///
/// If a document cannot be read or is invalid.
pub fn all() -> Result<Vec<Committed>, String> {
    all_in(&path(""))
}

/// The same for the repository at `root`.
///
/// # Errors
///
/// If a document cannot be read or is invalid.
pub fn all_in(root: &Path) -> Result<Vec<Committed>, String> {
    let read = |file: &str| read_in(root, file);
    let summary = |document: &str| {
        let summary = Summary::of(document, &read(document)?)?;
        Ok::<_, String>(format!(
            "The public API that {document} makes. Written by `cargo spec summary`.\n{summary}"
        ))
    };
    let generated = codegen::run(OTHER, &read(OTHER)?, &[]).map_err(|problem| problem.to_string())?;
    let code = format!(
        "// The code generated from {OTHER}. Written by `cargo spec summary`.\n\n{}\n{}",
        generated.client, generated.operations
    );
    let published = load::tree(OURS, &read(OURS)?).map_err(|problem| problem.to_string())?;
    Ok(vec![
        Committed { file: "openapi/published.yaml".to_owned(), current: published_document(published)? },
        Committed { file: "openapi/api.txt".to_owned(), current: summary(OURS)? },
        Committed { file: "tests/documents/other.txt".to_owned(), current: summary(OTHER)? },
        Committed { file: "tests/documents/other.rs".to_owned(), current: code },
    ])
}

/// The document for other readers, with its defaults in place.
fn published_document(mut tree: Value) -> Result<String, String> {
    if let Some(document) = tree.as_object_mut() {
        document.shift_remove(defaults::KEY);
    }
    let text = yaml_serde::to_string(&tree).map_err(|error| error.to_string())?;
    Ok(format!("# {OURS} with its defaults in place. Written by `cargo spec summary`.\n\n{text}"))
}

/// Writes every committed file.
///
/// # Errors
///
/// If a document cannot be read or is invalid, or a file cannot be written.
pub fn write() -> Result<(), String> {
    for Committed { file, current } in all()? {
        fs::write(path(&file), current).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// Reads a file by its path relative to the root of the repository.
///
/// # Errors
///
/// If it cannot be read.
pub fn read(file: &str) -> Result<String, String> {
    read_in(&path(""), file)
}

/// Reads a file by its path relative to `root`.
///
/// # Errors
///
/// If it cannot be read.
pub fn read_in(root: &Path, file: &str) -> Result<String, String> {
    fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))
}

/// Lists the names in a folder by its path relative to `root`, sorted.
///
/// # Errors
///
/// If it cannot be read.
pub fn names(root: &Path, folder: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(root.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// The absolute path of a file in the repository.
pub fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}
