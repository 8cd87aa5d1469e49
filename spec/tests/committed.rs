//! What is committed beside the document agrees with it.

use std::fs;

use spec::committed::{self, Committed};
use spec::compatibility::{breaking, may_break};
use spec::summary::Summary;

#[test]
fn every_committed_file_is_current() {
    for Committed { file, current } in committed::all().expect("sound documents") {
        assert!(
            committed::read(file).unwrap_or_default() == current,
            "{file} is not what the build makes. Run `cargo spec summary`, look at the difference, and commit it \
             with what made it."
        );
    }
}

/// The version of the last release and its document, which `openapi/released` keeps.
fn released() -> (String, String) {
    let folder = fs::read_dir(committed::path("openapi/released")).expect("a folder");
    let mut files: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    let file = files.pop().expect("a released document");
    assert!(files.is_empty(), "openapi/released holds one document: remove {files:?}");
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
fn a_breaking_change_raises_the_version() {
    let (released, document) = released();
    let current = committed::read("openapi/connected-apps.yaml").expect("the document");
    let summary = |document: &str| Summary::of("document", document).expect("a sound document");
    let (version, changes) = (version(), breaking(&summary(&document), &summary(&current)));
    assert!(
        changes.is_empty() || may_break(&released, &version),
        "version {version} breaks what {released} had:\n  {}\nRaise the version in Cargo.toml, or undo them.",
        changes.join("\n  ")
    );
}
