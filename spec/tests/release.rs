//! Preparing a release, in a copy of the files that matter.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use spec::committed::{self, Committed};
use spec::release::{LOCKS, Release};
use tempfile::TempDir;

const DOCUMENT: &str = include_str!("../../tests/documents/drifting.yaml");
const NEW: &str = "spec/released/0.2.0/connected-apps.yaml";
const API: &str = "The public API.\npub fn things::call()\n";

const LOCK: &str = "[[package]]\nname = \"codegen\"\nversion = \"0.1.0\"\n
[[package]]\nname = \"things\"\nversion = \"0.1.0\"\n";

/// A small repository at version 0.1.0. Since that was released an operation and a function have got other names.
fn repository() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let released = DOCUMENT.replace("operationId: create_thing", "operationId: add_thing");
    for (file, text) in [
        (
            "Cargo.toml",
            "[package]\nname = \"things\"\nversion.workspace = true\n
[dependencies]\ncodegen = { version = \"=0.1.0\", path = \"codegen\" }\n
[workspace]\nmembers = [\".\", \"codegen\"]\n
[workspace.package]\nversion = \"0.1.0\"\n",
        ),
        ("codegen/Cargo.toml", "[package]\nname = \"codegen\"\nversion.workspace = true\n"),
        ("Cargo.lock", LOCK),
        ("fuzz/Cargo.lock", LOCK),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- A thing.\n"),
        ("CONTRIBUTING.md", "things@0.1.0\n"),
        ("README.md", ""),
        ("openapi/connected-apps.yaml", DOCUMENT),
        ("spec/released/0.1.0/connected-apps.yaml", &released),
        ("spec/released/0.1.0/things.txt", &API.replace("call", "send")),
        ("spec/api/things.txt", API),
        ("tests/documents/other.yaml", DOCUMENT),
    ] {
        write(root.path(), file, text);
    }
    for Committed { file, current } in committed::all_in(root.path()).expect("documents") {
        write(root.path(), &file, &current);
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
        assert_eq!(
            (read(file).matches("0.2.0").count(), read(file).matches("0.1.0").count()),
            (2, 0),
            "{file}"
        );
    }
    assert_eq!(read("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n- A thing.\n");
    assert_eq!(read("CONTRIBUTING.md"), "things@0.2.0\n");
    assert_eq!(read(NEW), DOCUMENT);
    assert_eq!(read("spec/released/0.2.0/things.txt"), API);
    assert!(!root.path().join("spec/released/0.1.0").exists());
    for step in [".ci/run", "git commit", "git tag v0.2.0", "cargo publish"] {
        assert!(release.remains().contains(step), "{step}");
    }
    // The next release finds nothing to say about this one.
    let error = Release::prepare(root.path(), "0.2.1", "2026-02-02").expect_err("an empty changelog");
    assert!(error.contains("is empty"), "{error}");
}

/// The lock files below a folder that git does not ignore.
fn locks(root: &Path, folder: &Path, ignored: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let relative = path.strip_prefix(root).expect("below the root").to_str().expect("UTF-8").to_owned();
        if ignored.contains(&relative.as_str()) || relative == ".git" || path.ends_with("target") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            found.extend(locks(root, &path, ignored));
        } else if path.ends_with("Cargo.lock") {
            found.push(relative);
        }
    }
    found
}

#[test]
fn a_release_changes_every_lock_file_of_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let ignored = fs::read_to_string(root.join(".gitignore")).expect("a file");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_start_matches('/')).collect();
    let mut found = locks(root, root, &ignored);
    found.sort();
    assert_eq!(found, LOCKS);
}

#[test]
fn the_first_release_may_have_the_version_that_is_there() {
    let root = repository();
    write(root.path(), "spec/released/0.1.0/connected-apps.yaml", DOCUMENT);
    write(root.path(), "spec/released/0.1.0/things.txt", API);
    let release = Release::prepare(root.path(), "0.1.0", "2026-02-01").expect("a release");
    release.write(root.path()).expect("written files");
    assert!(root.path().join("spec/released/0.1.0/things.txt").exists());
}

#[test]
fn a_release_that_may_not_be_is_refused_and_writes_nothing() {
    for (version, file, from, to, expected) in [
        ("0.2", "Cargo.toml", "", "", "`0.2` is not a version"),
        ("0.0.9", "Cargo.toml", "", "", "version 0.0.9 is too small: the last release has 0.1.0"),
        ("0.2.0", "Cargo.toml", "version = \"0.1.0\"", "version = \"0.3.0\"", "Cargo.lock has version 0.1.0"),
        ("0.1.1", "Cargo.toml", "", "", "it breaks users of 0.1.0:\n  operation add_thing was removed"),
        ("0.1.1", "Cargo.toml", "", "", "\n  things: removed or changed: pub fn things::send()"),
        ("0.2.0", "CHANGELOG.md", "- A thing.", "", "`## Unreleased` is empty"),
        ("0.2.0", "openapi/api.txt", "create_thing", "make_thing", "openapi/api.txt is out of date"),
        ("0.2.0", "fuzz/Cargo.lock", "0.1.0", "0.0.1", "fuzz/Cargo.lock has version 0.0.1"),
        ("0.2.0", "Cargo.toml", "\nversion = ", "\nedition = ", "[workspace.package] has no version"),
    ] {
        let root = repository();
        edit(root.path(), file, from, to);
        let before = files(root.path());
        let error = Release::prepare(root.path(), version, "2026-02-01").expect_err(expected);
        assert!(error.contains(expected), "{error}");
        assert_eq!(files(root.path()), before);
    }
    let root = repository();
    write(root.path(), "spec/released/0.0.9/connected-apps.yaml", DOCUMENT);
    let error = Release::prepare(root.path(), "0.2.0", "2026-02-01").expect_err("two releases");
    assert!(error.contains("must hold one folder"), "{error}");
}

#[test]
fn a_package_that_is_gone_breaks_its_users() {
    let root = repository();
    write(root.path(), "spec/released/0.1.0/gone.txt", API);
    let error = Release::prepare(root.path(), "0.1.1", "2026-02-01").expect_err("too small");
    assert!(error.contains("\n  gone: the package is gone"), "{error}");
    Release::prepare(root.path(), "0.2.0", "2026-02-01").expect("a release that may break");
}
