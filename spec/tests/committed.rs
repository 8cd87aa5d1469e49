//! The committed files agree with the document.

use std::fs;

use spec::committed::{self, Committed};
use spec::compatibility::{breaking, may_break};
use spec::summary::Summary;

#[test]
fn committed_files_are_up_to_date() {
    for Committed { file, current } in committed::all().expect("valid documents") {
        assert!(
            committed::read(file).unwrap_or_default() == current,
            "{file} is out of date. Run `cargo spec summary`, review the difference, and commit it with the \
             change that caused it."
        );
    }
}

/// The version and the document of the last release, from `openapi/released`.
fn released() -> (String, String) {
    let folder = fs::read_dir(committed::path("openapi/released")).expect("a folder");
    let mut files: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    let file = files.pop().expect("a released document");
    assert!(files.is_empty(), "openapi/released must hold one document: remove {files:?}");
    let version = file.file_stem().expect("a version").to_string_lossy().into_owned();
    (version, fs::read_to_string(file).expect("text"))
}

/// The version in the crate's manifest.
fn version() -> String {
    let manifest = committed::read("Cargo.toml").expect("a manifest");
    let package = manifest.split("[package]").nth(1).expect("a package");
    let line = package.lines().find_map(|line| line.strip_prefix("version = "));
    line.expect("a version").trim_matches('"').to_owned()
}

#[test]
fn a_breaking_change_needs_a_higher_version() {
    let (released, document) = released();
    let current = committed::read("openapi/connected-apps.yaml").expect("the document");
    let summary = |document: &str| Summary::of("document", document).expect("a valid document");
    let (version, changes) = (version(), breaking(&summary(&document), &summary(&current)));
    assert!(
        changes.is_empty() || may_break(&released, &version),
        "version {version} breaks users of {released}:\n  {}\nRaise the version in Cargo.toml or undo the changes.",
        changes.join("\n  ")
    );
}
