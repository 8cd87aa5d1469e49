//! The committed files agree with the document.

use std::fs;

use spec::committed::{self, Committed};
use spec::compatibility::{breaking, may_break, numbers};
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

/// The files in `openapi/released`.
fn released_files() -> Vec<String> {
    let folder = fs::read_dir(committed::path("openapi/released")).expect("a folder");
    folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// The version and the document of the last release.
fn released() -> (String, String) {
    let files = released_files();
    let version =
        released_version(&files, &version(), &changelog()).unwrap_or_else(|mistake| panic!("{mistake}"));
    let document = committed::read(&format!("openapi/released/{version}.yaml")).expect("the document");
    (version, document)
}

fn changelog() -> String {
    committed::read("CHANGELOG.md").expect("a changelog")
}

/// The version of the one released document, or what a release forgot.
fn released_version(files: &[String], version: &str, changelog: &str) -> Result<String, String> {
    let [file] = files else {
        return Err(format!("openapi/released must hold one document, the last release's: {files:?}"));
    };
    let released =
        file.strip_suffix(".yaml").ok_or_else(|| format!("{file} is not called `<version>.yaml`"))?;
    if numbers(released) > numbers(version) {
        return Err(format!("{file} is of a later version than {version}, the one in Cargo.toml"));
    }
    let mut sections = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    let is_released = sections.any(|section| {
        section.split_whitespace().next().is_some_and(|name| name.trim_matches(['[', ']']) == version)
    });
    if is_released && released != version {
        return Err(format!(
            "the changelog says that {version} is released: replace openapi/released/{file}"
        ));
    }
    Ok(released.to_owned())
}

#[test]
fn openapi_released_holds_the_document_of_the_last_release() {
    let unreleased = "# Changelog\n\n## Unreleased\n\n- 0.2.0\n";
    for (files, version, changelog, expected) in [
        (&["0.1.0.yaml"][..], "0.1.0", unreleased, Ok("0.1.0")),
        (&["0.1.0.yaml"], "0.2.0", unreleased, Ok("0.1.0")),
        (&["0.2.0.yaml"], "0.2.0", "## Unreleased\n\n## [0.2.0] - 2027-01-01\n", Ok("0.2.0")),
        (&["0.9.0.yaml"], "0.10.0", unreleased, Ok("0.9.0")),
        (&[], "0.1.0", unreleased, Err("must hold one document")),
        (&["0.1.0.yaml", "0.2.0.yaml"], "0.2.0", unreleased, Err("must hold one document")),
        (&["latest.json"], "0.1.0", unreleased, Err("is not called")),
        (&["0.10.0.yaml"], "0.9.0", unreleased, Err("is of a later version")),
        (&["0.1.0.yaml"], "0.2.0", "## Unreleased\n\n## 0.2.0 - 2027-01-01\n", Err("0.2.0 is released")),
        (&["0.1.0.yaml"], "0.2.0", "## [0.2.0] - 2027-01-01\n", Err("0.2.0 is released")),
    ] {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        match (released_version(&files, version, changelog), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(mistake), Err(expected)) => assert!(mistake.contains(expected), "{mistake}"),
            (found, _) => panic!("{files:?} {version}: {found:?}"),
        }
    }
    assert_eq!(released_version(&released_files(), &version(), &changelog()).map(|_| ()), Ok(()));
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
