//! The last release: its document and the public API of its libraries, as committed then.

use std::path::Path;

use semver::{Comparator, Op, Prerelease, Version, VersionReq};

use super::changelog;
use crate::api;
use crate::committed::{OURS, names, read_in};
use crate::compatibility;
use crate::summary::Summary;

/// The folder that holds one folder, named after the version of the last release.
pub const RELEASED: &str = "spec/released";

/// The file of its document.
pub const DOCUMENT: &str = "connected-apps.yaml";

/// Finds the version of the last release, given the one in the manifest.
///
/// # Errors
///
/// If there is not exactly one folder, or it cannot be the last release's.
pub fn version(root: &Path, manifest: &Version) -> Result<Version, String> {
    version_of(&names(root, RELEASED)?, manifest, &read_in(root, "CHANGELOG.md")?)
}

fn version_of(folders: &[String], manifest: &Version, changelog: &str) -> Result<Version, String> {
    let [folder] = folders else {
        return Err(format!("{RELEASED} must hold one folder, of the last release: it has {folders:?}"));
    };
    let released = Version::parse(folder)
        .map_err(|_| format!("{RELEASED}/{folder}: name it after its version, as 0.1.0"))?;
    if released > *manifest {
        return Err(format!(
            "{RELEASED}/{folder} is of a later version than {manifest}, the one in Cargo.toml"
        ));
    }
    if released != *manifest && changelog::has(changelog, manifest) {
        return Err(format!("the changelog says that {manifest} is released: replace {RELEASED}/{folder}"));
    }
    Ok(released)
}

/// Describes everything in the repository that breaks users of the last release.
///
/// # Errors
///
/// If a file cannot be read, or a document is invalid.
pub fn breaking(root: &Path, last: &Version) -> Result<Vec<String>, String> {
    let summary = |file: &str| Summary::of(file, &read_in(root, file)?);
    let old = summary(&format!("{RELEASED}/{last}/{DOCUMENT}"))?;
    let mut changes = compatibility::breaking(&old, &summary(OURS)?);
    let current = snapshots(root)?;
    for file in names(root, &format!("{RELEASED}/{last}"))?.into_iter().filter(|file| file != DOCUMENT) {
        let package = file.trim_end_matches(".txt");
        if !current.contains(&file) {
            changes.push(format!("{package}: the package is gone"));
            continue;
        }
        let old = read_in(root, &format!("{RELEASED}/{last}/{file}"))?;
        let new = read_in(root, &format!("{}/{file}", api::FOLDER))?;
        let found = api::breaking(&old, &new);
        changes.extend(found.into_iter().map(|change| format!("{package}: {change}")));
    }
    Ok(changes)
}

/// The file names of the committed snapshots of public APIs.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn snapshots(root: &Path) -> Result<Vec<String>, String> {
    names(root, api::FOLDER)
}

/// Returns whether Semantic Versioning allows breaking changes between a release and a later version.
pub fn may_break(released: &Version, version: &Version) -> bool {
    let compatible = Comparator {
        op: Op::Caret,
        major: released.major,
        minor: Some(released.minor),
        patch: Some(released.patch),
        pre: Prerelease::EMPTY,
    };
    // A pre-release is held to the rules of its release.
    let version = Version::new(version.major, version.minor, version.patch);
    !VersionReq { comparators: vec![compatible] }.matches(&version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).expect("a version")
    }

    #[test]
    fn the_last_release_has_one_folder_that_agrees_with_manifest_and_changelog() {
        let unreleased = "# Changelog\n\n## Unreleased\n\n- 0.2.0\n";
        for (folders, manifest, changelog, expected) in [
            (&["0.1.0"][..], "0.1.0", unreleased, Ok("0.1.0")),
            (&["0.1.0"], "0.2.0", unreleased, Ok("0.1.0")),
            (&["0.2.0"], "0.2.0", "## Unreleased\n\n## [0.2.0] - 2027-01-01\n", Ok("0.2.0")),
            (&["0.9.0"], "0.10.0", unreleased, Ok("0.9.0")),
            (&["0.2.0-rc.1"], "0.2.0", unreleased, Ok("0.2.0-rc.1")),
            (&[], "0.1.0", unreleased, Err("must hold one folder")),
            (&["0.1.0", "0.2.0"], "0.2.0", unreleased, Err("must hold one folder")),
            (&["latest"], "0.1.0", unreleased, Err("name it after its version")),
            (&["0.10.0"], "0.9.0", unreleased, Err("is of a later version")),
            (&["0.1.0"], "0.2.0", "## Unreleased\n\n## 0.2.0 - 2027-01-01\n", Err("0.2.0 is released")),
            (&["0.1.0"], "0.2.0", "## [0.2.0] - 2027-01-01\n", Err("0.2.0 is released")),
        ] {
            let folders: Vec<String> = folders.iter().map(|&name| name.to_owned()).collect();
            match (version_of(&folders, &version(manifest), changelog), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, version(expected)),
                (Err(mistake), Err(expected)) => assert!(mistake.contains(expected), "{mistake}"),
                (found, _) => panic!("{folders:?} {manifest}: {found:?}"),
            }
        }
    }

    #[test]
    fn may_break_follows_semantic_versioning() {
        for (released, next, may) in [
            ("0.1.0", "0.1.0", false),
            ("0.1.0", "0.1.9", false),
            ("0.1.0", "0.2.0", true),
            ("0.1.0", "0.2.0-rc.1", true),
            ("0.1.0", "0.1.1-rc.1", false),
            ("0.9.0", "1.0.0", true),
            ("1.0.0", "1.9.0", false),
            ("1.0.0", "1.9.0-rc.1", false),
            ("1.9.0", "2.0.0", true),
            ("1.0.0", "2.0.0-rc.1", true),
        ] {
            assert_eq!(may_break(&version(released), &version(next)), may, "{released} to {next}");
        }
    }
}
