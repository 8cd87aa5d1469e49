//! Cargo's files: the manifest, and the lock files that name the crate.

use toml_edit::{DocumentMut, Item, Table, value};

/// The name of the crate that is released.
pub const CRATE: &str = "stytch-connected-apps";

/// The version in the crate's manifest.
///
/// # Errors
///
/// If it has none.
pub fn version(manifest: &str) -> Result<String, String> {
    let manifest = parse("Cargo.toml", manifest)?;
    let version = manifest.get("package").and_then(|package| package.get("version")).and_then(Item::as_str);
    version.map(str::to_owned).ok_or_else(|| "Cargo.toml: the package has no version".to_owned())
}

/// The manifest with another version.
///
/// # Errors
///
/// If it is not one.
pub fn with_version(manifest: &str, version: &str) -> Result<String, String> {
    let mut manifest = parse("Cargo.toml", manifest)?;
    set(&mut manifest["package"]["version"], version);
    Ok(manifest.to_string())
}

/// A lock file in which the crate's own version is another.
///
/// # Errors
///
/// If it lacks the crate, or has another version of it than the manifest.
pub fn locked(name: &str, text: &str, old: &str, version: &str) -> Result<String, String> {
    let mut lock = parse(name, text)?;
    let packages = lock.get_mut("package").and_then(Item::as_array_of_tables_mut);
    let is_own = |package: &&mut Table| package.get("name").and_then(Item::as_str) == Some(CRATE);
    let own = packages.and_then(|packages| packages.iter_mut().find(is_own));
    let own = own.ok_or_else(|| format!("{name}: it lacks {CRATE}: run `cargo check`"))?;
    let found = own.get("version").and_then(Item::as_str).unwrap_or("none").to_owned();
    if found != old {
        return Err(format!(
            "{name} has version {found} and Cargo.toml {old}: run `cargo check` in its folder"
        ));
    }
    set(&mut own["version"], version);
    Ok(lock.to_string())
}

/// Replaces a value, and keeps what is around it.
fn set(item: &mut Item, version: &str) {
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = value(version);
    if let (Some(value), Some(decor)) = (item.as_value_mut(), decor) {
        *value.decor_mut() = decor;
    }
}

fn parse(name: &str, text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error| format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"stytch-connected-apps\"\nversion = \"0.1.0\"\n";

    #[test]
    fn only_the_crates_own_version_changes() {
        let manifest = "# A comment.\n[package]\nname = \"x\"\nversion = \"0.1.0\" # why\n\n[dependencies]\na = { version = \"0.1.0\" }\n";
        let expected = manifest.replacen("\"0.1.0\" # why", "\"0.2.0\" # why", 1);
        assert_eq!(with_version(manifest, "0.2.0").expect("a manifest"), expected);
        assert_eq!(version(manifest).expect("a version"), "0.1.0");
        let (start, end) = LOCK.rsplit_once("0.1.0").expect("a version");
        assert_eq!(
            locked("Cargo.lock", LOCK, "0.1.0", "0.2.0").expect("a lock"),
            format!("{start}0.2.0{end}")
        );
    }

    #[test]
    fn a_lock_of_another_version_is_an_error() {
        let error = locked("fuzz/Cargo.lock", LOCK, "0.1.1", "0.2.0").expect_err("an error");
        assert_eq!(
            error,
            "fuzz/Cargo.lock has version 0.1.0 and Cargo.toml 0.1.1: run `cargo check` in its folder"
        );
        let error = locked("Cargo.lock", "version = 4\n", "0.1.1", "0.2.0").expect_err("an error");
        assert_eq!(error, "Cargo.lock: it lacks stytch-connected-apps: run `cargo check`");
    }
}
