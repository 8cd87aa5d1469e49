//! The public API of each published library, as one line for each item. Generated code is left out: [`summary`] lists
//! it by operation.
//!
//! [`summary`]: crate::summary

mod changes;
mod text;
mod workspace;

use std::fs;
use std::path::Path;
use std::process::Command;

pub use changes::breaking;

use crate::committed::{Committed, names};
use workspace::Workspace;

/// The folder of the committed snapshots, one file for each library.
pub const FOLDER: &str = "spec/api";

/// Takes a snapshot of each published library of the workspace at `root`.
///
/// # Errors
///
/// If a library does not build, or rustdoc writes another format than the one that is read here.
pub fn snapshots(root: &Path) -> Result<Vec<Committed>, String> {
    let workspace = Workspace::at(root)?;
    document(root)?;
    let snapshot = |library: &workspace::Library| {
        let json = workspace.target.join("doc").join(format!("{}.json", library.crate_name));
        let text = text::text(&json).map_err(|error| format!("{}: {error}", library.package))?;
        let current = format!("The public API of {}. Written by `cargo spec api`.\n{text}", library.package);
        Ok(Committed { file: format!("{FOLDER}/{}.txt", library.package), current })
    };
    workspace.libraries.iter().map(snapshot).collect()
}

/// Writes the committed snapshots, and removes those of packages that are gone.
///
/// # Errors
///
/// If a snapshot cannot be taken, or a file cannot be written.
pub fn write(root: &Path) -> Result<(), String> {
    let snapshots = snapshots(root)?;
    let folder = root.join(FOLDER);
    let failed = |error| format!("{FOLDER}: {error}");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    for Committed { file, current } in snapshots {
        fs::write(root.join(&file), current).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// Compares the committed snapshots with the code.
///
/// # Errors
///
/// If a snapshot cannot be taken, or differs from the committed one, or a committed one is of another package.
pub fn check(root: &Path) -> Result<(), String> {
    let snapshots = snapshots(root)?;
    for name in names(root, FOLDER).unwrap_or_default() {
        let file = format!("{FOLDER}/{name}");
        if !snapshots.iter().any(|snapshot| snapshot.file == file) {
            return Err(format!("{file} is of no published library: run `cargo spec api`"));
        }
    }
    for Committed { file, current } in snapshots {
        let committed = fs::read_to_string(root.join(&file)).unwrap_or_default();
        if committed != current {
            let gone =
                changes::lines_missing(&committed, &current).into_iter().map(|line| format!("\n- {line}"));
            let new =
                changes::lines_missing(&current, &committed).into_iter().map(|line| format!("\n+ {line}"));
            let marked: String = gone.chain(new).collect();
            return Err(format!(
                "{file} is out of date: run `cargo spec api`, and review what changes{marked}"
            ));
        }
    }
    Ok(())
}

/// Lets rustdoc write its JSON. Examples bring the dependencies of tests, so that Cargo builds each dependency as clippy
/// does with all targets, and not once more with other features.
fn document(root: &Path) -> Result<(), String> {
    let status = Command::new("cargo")
        .args(["doc", "--quiet", "--workspace", "--no-deps", "--all-features", "--lib", "--examples"])
        .current_dir(root)
        .env("RUSTDOC", concat!(env!("CARGO_MANIFEST_DIR"), "/rustdoc-json"))
        .env("RUSTDOCFLAGS", "-Zunstable-options --output-format json --cap-lints allow")
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err("rustdoc failed: see its messages above".to_owned()) }
}
