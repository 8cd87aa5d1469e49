//! Cargo's files: the manifests of the workspace, which share one version, and the lock files that name its packages.

use std::path::Path;

use semver::Version;
use toml_edit::{DocumentMut, Item, Table, TableLike, value};

use crate::committed::read_in;

/// The file at the top.
const TOP: &str = "Cargo.toml";

/// The manifests of a workspace.
#[derive(Debug)]
pub struct Manifests {
    /// The version that the packages inherit.
    pub version: Version,
    /// The names of the packages that inherit it.
    pub packages: Vec<String>,
    files: Vec<(String, DocumentMut)>,
}

impl Manifests {
    /// Reads the manifest of the workspace at `root` and those of its members.
    ///
    /// # Errors
    ///
    /// If one cannot be read, or the workspace has no version.
    pub fn read(root: &Path) -> Result<Self, String> {
        let top = parse(TOP, &read_in(root, TOP)?)?;
        let version = text(&top, &["workspace", "package", "version"])
            .ok_or_else(|| format!("{TOP}: [workspace.package] has no version"))?;
        let version = Version::parse(version).map_err(|error| format!("{TOP}: `{version}`: {error}"))?;
        let members = at(&top, &["workspace", "members"]).and_then(Item::as_array);
        let members = members.into_iter().flatten().filter_map(|member| member.as_str());
        let members = members.filter(|member| *member != ".").map(|member| format!("{member}/{TOP}"));
        let members: Vec<String> = members.collect();
        let mut files = vec![(TOP.to_owned(), top)];
        for file in members {
            let manifest = parse(&file, &read_in(root, &file)?)?;
            files.push((file, manifest));
        }
        let inherits = |manifest: &&DocumentMut| at(manifest, &["package", "version", "workspace"]).is_some();
        let manifests = files.iter().map(|(_, manifest)| manifest).filter(inherits);
        let packages =
            manifests.filter_map(|manifest| text(manifest, &["package", "name"]).map(str::to_owned));
        Ok(Self { version, packages: packages.collect(), files })
    }

    /// Returns the manifests with another version: the workspace's own, and the one that a package requires of another
    /// beside its path.
    pub fn with_version(&self, version: &Version) -> Vec<(String, String)> {
        let mut files = self.files.clone();
        for (file, manifest) in &mut files {
            if file == TOP {
                set(&mut manifest["workspace"]["package"]["version"], &version.to_string());
            }
            require(manifest.as_table_mut(), version);
        }
        files.into_iter().map(|(file, manifest)| (file, manifest.to_string())).collect()
    }

    /// Returns a lock file in which the workspace's packages have another version.
    ///
    /// # Errors
    ///
    /// If it names none of them, or has another version of one than the manifests.
    pub fn locked(&self, name: &str, lock: &str, version: &Version) -> Result<String, String> {
        let mut lock = parse(name, lock)?;
        let packages = lock.get_mut("package").and_then(Item::as_array_of_tables_mut);
        let is_own = |package: &&mut Table| {
            let named = package.get("name").and_then(Item::as_str);
            named.is_some_and(|name| self.packages.iter().any(|own| own == name))
                && !package.contains_key("source")
        };
        let mut count = 0;
        for own in packages.into_iter().flat_map(|packages| packages.iter_mut()).filter(is_own) {
            let found = own.get("version").and_then(Item::as_str).unwrap_or("none");
            if found != self.version.to_string() {
                return Err(format!(
                    "{name} has version {found} and {TOP} {}: run `cargo check` in its folder",
                    self.version
                ));
            }
            set(&mut own["version"], &version.to_string());
            count += 1;
        }
        if count == 0 {
            return Err(format!(
                "{name}: it lacks the workspace's packages: run `cargo check` in its folder"
            ));
        }
        Ok(lock.to_string())
    }
}

/// Sets the version of every dependency that has a path too, wherever a manifest lists dependencies.
fn require(table: &mut dyn TableLike, version: &Version) {
    for (key, item) in table.iter_mut() {
        let Some(inner) = item.as_table_like_mut() else { continue };
        if !key.ends_with("dependencies") {
            require(inner, version);
            continue;
        }
        for (_, dependency) in inner.iter_mut() {
            let Some(dependency) = dependency.as_table_like_mut() else { continue };
            if dependency.contains_key("path")
                && let Some(required) = dependency.get_mut("version")
            {
                let exactly = required.as_str().is_some_and(|required| required.starts_with('='));
                set(required, &format!("{}{version}", if exactly { "=" } else { "" }));
            }
        }
    }
}

/// Replaces a value, and keeps what is around it.
fn set(item: &mut Item, text: &str) {
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = value(text);
    if let (Some(value), Some(decor)) = (item.as_value_mut(), decor) {
        *value.decor_mut() = decor;
    }
}

fn at<'a>(manifest: &'a DocumentMut, keys: &[&str]) -> Option<&'a Item> {
    keys.iter().try_fold(manifest.as_item(), |item, key| item.get(key))
}

fn text<'a>(manifest: &'a DocumentMut, keys: &[&str]) -> Option<&'a str> {
    at(manifest, keys).and_then(Item::as_str)
}

fn parse(name: &str, text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error| format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4

[[package]]
name = \"a\"
version = \"0.1.0\"

[[package]]
name = \"a\"
version = \"0.1.0\"
source = \"registry\"

[[package]]
name = \"fuzz\"
version = \"0.0.0\"
";

    fn manifests(version: &str, manifest: &str) -> Manifests {
        Manifests {
            version: Version::parse(version).expect("a version"),
            packages: vec!["a".to_owned()],
            files: vec![(TOP.to_owned(), manifest.parse().expect("a manifest"))],
        }
    }

    #[test]
    fn only_the_workspaces_own_versions_change() {
        let manifest = "# A comment.
[workspace.package]
version = \"0.1.0\" # why

[dependencies]
a = { version = \"0.1.0\", path = \"a\" }
b = { path = \"b\" }
c = { version = \"0.1.0\" }

[target.'cfg(unix)'.build-dependencies]
d = { path = \"d\", version = \"=0.1.0\" }

[dev-dependencies.e]
path = \"e\"
version = \"0.1.0\"
";
        let expected = manifest
            .replace("\"0.1.0\" # why", "\"0.2.0\" # why")
            .replace("a = { version = \"0.1.0\"", "a = { version = \"0.2.0\"")
            .replace("=0.1.0", "=0.2.0")
            .replace("path = \"e\"\nversion = \"0.1.0\"", "path = \"e\"\nversion = \"0.2.0\"");
        let manifests = manifests("0.1.0", manifest);
        let new = Version::new(0, 2, 0);
        assert_eq!(manifests.with_version(&new), [(TOP.to_owned(), expected)]);
        let expected = LOCK.replacen("0.1.0", "0.2.0", 1);
        assert_eq!(manifests.locked("Cargo.lock", LOCK, &new).expect("a lock"), expected);
    }

    #[test]
    fn a_lock_of_another_version_is_an_error() {
        let manifests = manifests("0.1.1", "");
        let new = Version::new(0, 2, 0);
        let error = manifests.locked("fuzz/Cargo.lock", LOCK, &new).expect_err("an error");
        assert_eq!(
            error,
            "fuzz/Cargo.lock has version 0.1.0 and Cargo.toml 0.1.1: run `cargo check` in its folder"
        );
        let error = manifests.locked("Cargo.lock", "version = 4\n", &new).expect_err("an error");
        assert_eq!(error, "Cargo.lock: it lacks the workspace's packages: run `cargo check` in its folder");
    }
}
