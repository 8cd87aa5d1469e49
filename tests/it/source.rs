//! Rules for the files in `src/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use stytch_connected_apps::operations;

const DOCUMENT: &str = include_str!("../../openapi/connected-apps.yaml");

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The words of the code, without comments: documentation may show an example.
fn words(text: &str) -> BTreeSet<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')).collect()
}

fn all_sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    files
}

/// The crate has to work with any document.
#[test]
fn no_source_file_names_an_operation_or_a_model() {
    let tree = codegen::load::tree("the document", DOCUMENT).expect("the document loads");
    let schemas = tree["components"]["schemas"].as_object().expect("schemas").keys().map(String::as_str);
    let names: Vec<&str> = operations().iter().map(|operation| operation.id).chain(schemas).collect();
    assert!(names.contains(&"get_user_connected_apps") && names.contains(&"ConnectedApp"), "{names:?}");

    for file in all_sources() {
        let text = fs::read_to_string(&file).expect("text");
        let words = words(&text);
        let named: Vec<_> = names.iter().filter(|name| words.contains(**name)).collect();
        assert!(named.is_empty(), "{} names {named:?}", file.display());
    }
}

/// The folders of `src/`, from the lowest to the highest.
const FOLDERS: [&str; 7] = ["error", "document", "retry", "call", "client", "operation", "sandbox"];

#[test]
fn folders_import_only_from_themselves_and_lower_ones() {
    let level = |folder: &str| FOLDERS.iter().position(|other| *other == folder);
    let mut imports = 0;
    for file in all_sources() {
        let folder = file.parent().and_then(Path::file_name).expect("a folder").to_string_lossy();
        let Some(own) = level(&folder) else { continue };
        for line in fs::read_to_string(&file).expect("text").lines() {
            let Some(path) = line.trim_start().strip_prefix("use crate::") else { continue };
            let imported = path.split([':', ';']).next().expect("a first segment");
            // The generated code counts as a part of `client`.
            let imported = if imported == "generated" { "client" } else { imported };
            let other = level(imported).unwrap_or_else(|| panic!("{}: {line}", file.display()));
            assert!(other <= own, "{} imports upward: {line}", file.display());
            imports += 1;
        }
    }
    assert!(imports > 50, "{imports}");
}
