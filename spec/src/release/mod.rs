//! `cargo spec release`: the steps of a release that a program can do, after it has checked that they may be done.
//!
//! Everything is read and checked before the first file is written.

mod changelog;
pub mod last;
pub mod manifests;
mod pages;

use std::fs;
use std::path::Path;

use semver::Version;

use self::last::{DOCUMENT, RELEASED};
use self::manifests::Manifests;
use crate::api;
use crate::committed::{self, Committed, OURS, read_in};

/// The files of a release and their content.
#[derive(Debug)]
pub struct Release {
    version: Version,
    /// The files to write, by their path relative to the root.
    files: Vec<(String, String)>,
    /// The folder of the last release, which goes.
    replaced: String,
}

/// The lock files that name the workspace's packages.
pub const LOCKS: [&str; 4] =
    ["Cargo.lock", "benches/contenders/Cargo.lock", "examples/servers/Cargo.lock", "fuzz/Cargo.lock"];

/// The pages that name the packages' version.
const PAGES: [&str; 2] = ["README.md", "CONTRIBUTING.md"];

impl Release {
    /// Checks that the repository at `root` can be released as `version` on that date (`2026-01-31`), and prepares
    /// its files.
    ///
    /// # Errors
    ///
    /// If the version is too small, a file is out of date, or the changelog says nothing.
    pub fn prepare(root: &Path, version: &str, date: &str) -> Result<Self, String> {
        let version = Version::parse(version)
            .map_err(|error| format!("`{version}` is not a version ({error}): write one such as 0.2.0"))?;
        let manifests = Manifests::read(root)?;
        let last = last::version(root, &manifests.version)?;
        let mut files = manifests.with_version(&version);
        let changelog = changelog::released(&read_in(root, "CHANGELOG.md")?, &version, date)?;
        files.push(("CHANGELOG.md".to_owned(), changelog));
        for lock in LOCKS.into_iter().filter(|lock| root.join(lock).exists()) {
            files.push((lock.to_owned(), manifests.locked(lock, &read_in(root, lock)?, &version)?));
        }
        for page in PAGES {
            let text = read_in(root, page)?;
            let text = pages::with_version(&text, &manifests.packages, &manifests.version, &version);
            files.push((page.to_owned(), text));
        }
        is_large_enough(root, &version, &manifests.version, &last)?;
        is_up_to_date(root)?;
        files.push((format!("{RELEASED}/{version}/{DOCUMENT}"), read_in(root, OURS)?));
        for file in last::snapshots(root)? {
            let text = read_in(root, &format!("{}/{file}", api::FOLDER))?;
            files.push((format!("{RELEASED}/{version}/{file}"), text));
        }
        Ok(Self { version, files, replaced: format!("{RELEASED}/{last}") })
    }

    /// Writes the files.
    ///
    /// # Errors
    ///
    /// If one cannot be written.
    pub fn write(&self, root: &Path) -> Result<(), String> {
        fs::remove_dir_all(root.join(&self.replaced))
            .map_err(|error| format!("{}: {error}", self.replaced))?;
        for (file, text) in &self.files {
            let path = root.join(file);
            let folder = path.parent().unwrap_or(root);
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
            written.map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(())
    }

    /// Says what remains to be done by hand.
    pub fn remains(&self) -> String {
        let version = &self.version;
        format!(
            "The files are those of {version}. What remains:
  .ci/run
  git add --all && git commit --message 'Release {version}'
  git tag v{version} && git push --follow-tags origin HEAD v{version}
The workflow of the tag then builds the archives and wheels and runs `cargo publish --workspace`: see .ci/release/publish."
        )
    }
}

/// Checks that users of the last release may get what the repository is now.
fn is_large_enough(root: &Path, version: &Version, current: &Version, last: &Version) -> Result<(), String> {
    for (smallest, of) in [(last, "the last release"), (current, "Cargo.toml")] {
        if version < smallest {
            return Err(format!("version {version} is too small: {of} has {smallest}"));
        }
    }
    let changes = last::breaking(root, last)?;
    if changes.is_empty() || last::may_break(last, version) {
        return Ok(());
    }
    Err(format!("version {version} is too small: it breaks users of {last}:\n  {}", changes.join("\n  ")))
}

/// Checks that the files that `cargo spec summary` writes are those of the document.
fn is_up_to_date(root: &Path) -> Result<(), String> {
    for Committed { file, current } in committed::all_in(root)? {
        if read_in(root, &file)? != current {
            return Err(format!("{file} is out of date: run `cargo spec summary`, and review what changes"));
        }
    }
    Ok(())
}
