//! The committed files agree with the document, the manifests and the last release.

use spec::committed::{self, Committed};
use spec::release::last;
use spec::release::manifests::Manifests;

#[test]
fn committed_files_are_up_to_date() {
    for Committed { file, current } in committed::all().expect("valid documents") {
        assert!(
            committed::read(&file).unwrap_or_default() == current,
            "{file} is out of date. Run `cargo spec summary`, review the difference, and commit it with the \
             change that caused it."
        );
    }
}

#[test]
fn a_breaking_change_needs_a_higher_version() {
    let root = committed::path("");
    let version = Manifests::read(&root).expect("manifests").version;
    let released = last::version(&root, &version).unwrap_or_else(|mistake| panic!("{mistake}"));
    let changes = last::breaking(&root, &released).expect("valid documents");
    assert!(
        changes.is_empty() || last::may_break(&released, &version),
        "version {version} breaks users of {released}:\n  {}\nRaise the version in Cargo.toml or undo the changes.",
        changes.join("\n  ")
    );
}

/// The pages that say which Rust is needed say what the manifest does.
#[test]
fn pages_name_the_rust_version_of_the_manifest() {
    let manifest = committed::read("Cargo.toml").expect("a manifest");
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let expected = format!("Rust {} or later", version.expect("a version").trim_matches('"'));
    for page in ["README.md", "cli/README.md"] {
        assert!(committed::read(page).expect("a page").contains(&expected), "{page} lacks `{expected}`");
    }
}
