//! Preparing a release, in a copy of the files that matter.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use spec::committed::{self, Committed};
use spec::release::Release;
use tempfile::TempDir;

const DOCUMENT: &str = include_str!("../../tests/documents/drifting.yaml");
const NEW: &str = "openapi/released/0.2.0.yaml";

/// A small repository at version 0.1.0, whose document had one operation less when that was released.
fn repository() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let released = DOCUMENT.replace("operationId: create_thing", "operationId: add_thing");
    for (file, text) in [
        ("Cargo.toml", "[package]\nname = \"stytch-connected-apps\"\nversion = \"0.1.0\"\n"),
        ("Cargo.lock", "[[package]]\nname = \"stytch-connected-apps\"\nversion = \"0.1.0\"\n"),
        ("fuzz/Cargo.lock", "[[package]]\nname = \"stytch-connected-apps\"\nversion = \"0.1.0\"\n"),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- A thing.\n"),
        ("CONTRIBUTING.md", "stytch-connected-apps@0.1.0\n"),
        ("openapi/connected-apps.yaml", DOCUMENT),
        ("openapi/released/0.1.0.yaml", &released),
        ("tests/documents/other.yaml", DOCUMENT),
    ] {
        write(root.path(), file, text);
    }
    for Committed { file, current } in committed::all_in(root.path()).expect("documents") {
        write(root.path(), file, &current);
    }
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn edit(root: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(file)).expect("a file");
    assert!(text.contains(from), "{file} lacks {from}");
    write(root, file, &text.replace(from, to));
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.display().to_string(), fs::read_to_string(&path).expect("text"));
        }
    }
    all
}

#[test]
fn a_release_changes_the_files_that_name_the_version() {
    let root = repository();
    let before = files(root.path());
    let release = Release::prepare(root.path(), "0.2.0", "2026-02-01").expect("a release");
    assert_eq!(files(root.path()), before, "nothing is written before everything is checked");
    release.write(root.path()).expect("written files");
    let read = |file: &str| fs::read_to_string(root.path().join(file)).expect("a file");
    for file in ["Cargo.toml", "Cargo.lock", "fuzz/Cargo.lock"] {
        assert!(read(file).ends_with("\nversion = \"0.2.0\"\n"), "{file}");
    }
    assert_eq!(read("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n- A thing.\n");
    assert_eq!(read("CONTRIBUTING.md"), "stytch-connected-apps@0.2.0\n");
    assert_eq!(read(NEW), DOCUMENT);
    assert!(!root.path().join("openapi/released/0.1.0.yaml").exists());
    for step in [".ci/run", "git commit", "git tag v0.2.0", "cargo publish"] {
        assert!(release.remains().contains(step), "{step}");
    }
    // The next release finds nothing to say about this one.
    let error = Release::prepare(root.path(), "0.2.1", "2026-02-02").expect_err("an empty changelog");
    assert!(error.contains("is empty"), "{error}");
}

#[test]
fn the_first_release_may_have_the_version_that_is_there() {
    let root = repository();
    write(root.path(), "openapi/released/0.1.0.yaml", DOCUMENT);
    let release = Release::prepare(root.path(), "0.1.0", "2026-02-01").expect("a release");
    release.write(root.path()).expect("written files");
    assert!(root.path().join("openapi/released/0.1.0.yaml").exists());
}

#[test]
fn a_release_that_may_not_be_is_refused_and_writes_nothing() {
    for (version, file, from, to, expected) in [
        ("0.2", "Cargo.toml", "", "", "`0.2` is not a version"),
        ("0.0.9", "Cargo.toml", "", "", "version 0.0.9 is too small: the last release has 0.1.0"),
        ("0.2.0", "Cargo.toml", "0.1.0", "0.3.0", "Cargo.lock has version 0.1.0 and Cargo.toml 0.3.0"),
        ("0.1.1", "Cargo.toml", "", "", "it breaks users of 0.1.0:\n  operation add_thing was removed"),
        ("0.2.0", "CHANGELOG.md", "- A thing.", "", "`## Unreleased` is empty"),
        ("0.2.0", "openapi/api.txt", "create_thing", "make_thing", "openapi/api.txt is out of date"),
        ("0.2.0", "fuzz/Cargo.lock", "0.1.0", "0.0.1", "fuzz/Cargo.lock has version 0.0.1"),
        ("0.2.0", "Cargo.toml", "version", "edition", "the package has no version"),
    ] {
        let root = repository();
        edit(root.path(), file, from, to);
        let before = files(root.path());
        let error = Release::prepare(root.path(), version, "2026-02-01").expect_err(expected);
        assert!(error.contains(expected), "{error}");
        assert_eq!(files(root.path()), before);
    }
    let root = repository();
    write(root.path(), "openapi/released/0.0.9.yaml", DOCUMENT);
    let error = Release::prepare(root.path(), "0.2.0", "2026-02-01").expect_err("two documents");
    assert!(error.contains("must hold one document"), "{error}");
}
