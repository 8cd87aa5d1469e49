//! Asks Cargo which libraries the workspace publishes.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// A workspace's published libraries, and the folder that Cargo builds in.
#[derive(Debug)]
pub struct Workspace {
    pub target: PathBuf,
    pub libraries: Vec<Library>,
}

/// A published library: its package's name, and the name by which code refers to it.
#[derive(Debug)]
pub struct Library {
    pub package: String,
    pub crate_name: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    /// The registries that take the package; any, if there is no list.
    publish: Option<Vec<String>>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    /// The workspace at `root`.
    ///
    /// # Errors
    ///
    /// If Cargo finds none.
    pub fn at(root: &Path) -> Result<Self, String> {
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
        let published = metadata.packages.into_iter().filter(|package| package.publish != Some(Vec::new()));
        let libraries = published.filter_map(Package::library).collect();
        Ok(Self { target: metadata.target_directory, libraries })
    }
}

impl Package {
    fn library(self) -> Option<Library> {
        let target = self.targets.into_iter().find(|target| target.kind.iter().any(|kind| kind == "lib"))?;
        Some(Library { package: self.name, crate_name: target.name.replace('-', "_") })
    }
}
