//! `cargo spec release`: the steps of a release that a program can do, after it has checked that they may be done.
//!
//! Everything is read and checked before the first file is written.

mod changelog;
mod manifests;

use std::fs;
use std::path::Path;

use semver::Version;

use crate::committed::{self, Committed, OURS, read_in};
use crate::compatibility::{breaking, may_break};
use crate::summary::Summary;

/// The files of a release and their content.
#[derive(Debug)]
pub struct Release {
    version: Version,
    /// The files to write, by their path relative to the root.
    files: Vec<(String, String)>,
    /// The document of the last release, which goes.
    replaced: String,
}

const RELEASED: &str = "openapi/released";

/// The lock files that name the crate.
const LOCKS: [&str; 3] = ["Cargo.lock", "benches/contenders/Cargo.lock", "fuzz/Cargo.lock"];

/// The pages that name the crate's version.
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
        let manifest = read_in(root, "Cargo.toml")?;
        let current = manifests::version(&manifest)?;
        let text = version.to_string();
        let mut files = vec![
            ("Cargo.toml".to_owned(), manifests::with_version(&manifest, &text)?),
            ("CHANGELOG.md".to_owned(), changelog::released(&read_in(root, "CHANGELOG.md")?, &text, date)?),
        ];
        for lock in LOCKS.into_iter().filter(|lock| root.join(lock).exists()) {
            files.push((lock.to_owned(), manifests::locked(lock, &read_in(root, lock)?, &current, &text)?));
        }
        for page in PAGES {
            files.push((page.to_owned(), with_version(&read_in(root, page)?, &current, &version)));
        }
        let (replaced, last) = last_release(root)?;
        is_large_enough(root, &version, &current, &last)?;
        is_up_to_date(root)?;
        files.push((format!("{RELEASED}/{version}.yaml"), read_in(root, OURS)?));
        Ok(Self { version, files, replaced })
    }

    /// Writes the files.
    ///
    /// # Errors
    ///
    /// If one cannot be written.
    pub fn write(&self, root: &Path) -> Result<(), String> {
        for (file, text) in &self.files {
            fs::write(root.join(file), text).map_err(|error| format!("{file}: {error}"))?;
        }
        let new = format!("{RELEASED}/{}.yaml", self.version);
        if self.replaced != new {
            fs::remove_file(root.join(&self.replaced))
                .map_err(|error| format!("{}: {error}", self.replaced))?;
        }
        Ok(())
    }

    /// What remains to be done by hand.
    pub fn remains(&self) -> String {
        let version = &self.version;
        format!(
            "The files are those of {version}. What remains:
  .ci/run
  git add --all && git commit --message 'Release {version}'
  git tag v{version} && git push --follow-tags origin HEAD v{version}
  cargo publish"
        )
    }
}

/// The file of the last release's document, and its version.
fn last_release(root: &Path) -> Result<(String, Version), String> {
    let folder = fs::read_dir(root.join(RELEASED)).map_err(|error| format!("{RELEASED}: {error}"))?;
    let names: Vec<String> =
        folder.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    let [name] = &names[..] else {
        return Err(format!(
            "{RELEASED} must hold one document, of the last release: it has {}",
            names.len()
        ));
    };
    let version = name.strip_suffix(".yaml").and_then(|version| Version::parse(version).ok());
    let version =
        version.ok_or_else(|| format!("{RELEASED}/{name}: name it after its version, as 0.1.0.yaml"))?;
    Ok((format!("{RELEASED}/{name}"), version))
}

/// Whether users of the last release may get what the document is now.
fn is_large_enough(root: &Path, version: &Version, current: &str, last: &Version) -> Result<(), String> {
    let current = Version::parse(current).map_err(|error| format!("Cargo.toml: `{current}`: {error}"))?;
    for (smallest, of) in [(last, "the last release"), (&current, "Cargo.toml")] {
        if version < smallest {
            return Err(format!("version {version} is too small: {of} has {smallest}"));
        }
    }
    let summary = |file: &str| Summary::of(file, &read_in(root, file)?);
    let changes = breaking(&summary(&format!("{RELEASED}/{last}.yaml"))?, &summary(OURS)?);
    if changes.is_empty() || may_break(&last.to_string(), &version.to_string()) {
        return Ok(());
    }
    Err(format!("version {version} is too small: it breaks users of {last}:\n  {}", changes.join("\n  ")))
}

/// Whether the files that `cargo spec summary` writes are those of the document.
fn is_up_to_date(root: &Path) -> Result<(), String> {
    for Committed { file, current } in committed::all_in(root)? {
        if read_in(root, file)? != current {
            return Err(format!("{file} is out of date: run `cargo spec summary`, and review what changes"));
        }
    }
    Ok(())
}

/// A page in which the crate's version is another: where a manifest or Cargo's output is shown.
fn with_version(page: &str, old: &str, new: &Version) -> String {
    let series =
        |major: &str, minor: &str| if major == "0" { format!("0.{minor}") } else { major.to_owned() };
    let mut parts = old.split('.');
    let old_series = series(parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let new_series = series(&new.major.to_string(), &new.minor.to_string());
    let name = manifests::CRATE;
    page.replace(&format!("{name}@{old}"), &format!("{name}@{new}"))
        .replace(&format!("{name} = \"{old}\""), &format!("{name} = \"{new}\""))
        .replace(&format!("{name} = \"{old_series}\""), &format!("{name} = \"{new_series}\""))
        .replace(
            &format!("{name} = {{ version = \"{old_series}\""),
            &format!("{name} = {{ version = \"{new_series}\""),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_show_the_new_version() {
        let version = |text: &str| Version::parse(text).expect("a version");
        let page = "stytch-connected-apps = \"0.1\" and stytch-connected-apps@0.1.0: tokio = \"0.1\"";
        let expected = "stytch-connected-apps = \"0.2\" and stytch-connected-apps@0.2.0: tokio = \"0.1\"";
        assert_eq!(with_version(page, "0.1.0", &version("0.2.0")), expected);
        let page = "stytch-connected-apps = { version = \"1\", features = [] }";
        assert_eq!(with_version(page, "1.4.0", &version("2.0.0")), page.replace("\"1\"", "\"2\""));
    }
}
