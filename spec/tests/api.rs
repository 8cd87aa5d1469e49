//! A snapshot of a small library's public API, as rustdoc describes it.

use std::fs;
use std::path::Path;
use std::process::Command;

use spec::api;

const CODE: &str = "//! A library.
pub struct Client { name: String }
impl Client {
    pub fn fan_out(&self, limit: usize) -> usize { limit }
    fn inner(&self) -> &str { &self.name }
}
include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));
";

/// The Rust version that writes the JSON which is read here.
const RUST: &str = "rustc 1.95.";

fn write(root: &Path, file: &str, text: &str) {
    fs::create_dir_all(root.join(file).parent().expect("a folder")).expect("a folder");
    fs::write(root.join(file), text).expect("a file");
}

/// The snapshot of a library with this code.
fn snapshot(root: &Path, code: &str) -> Result<String, String> {
    write(root, "src/lib.rs", code);
    let mut snapshots = api::snapshots(root)?;
    assert_eq!(snapshots.len(), 1, "the tools are not published");
    assert_eq!(snapshots[0].file, "spec/api/small-library.txt");
    Ok(snapshots.remove(0).current)
}

#[test]
fn a_snapshot_shows_the_code_that_is_written_by_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(
        root,
        "Cargo.toml",
        "[package]\nname = \"small-library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\nmembers = [\"tools\"]\n",
    );
    write(root, "tools/Cargo.toml", "[package]\nname = \"tools\"\nedition = \"2024\"\npublish = false\n");
    write(root, "tools/src/lib.rs", "");
    write(
        root,
        "build.rs",
        "fn main() {
            let file = std::env::var(\"OUT_DIR\").unwrap() + \"/generated.rs\";
            std::fs::write(file, \"pub struct Generated; impl Client { pub fn generated(&self) {} }\").unwrap();
        }",
    );
    let before = snapshot(root, CODE);
    let version = Command::new("rustc").arg("--version").output().expect("rustc runs").stdout;
    if !version.starts_with(RUST.as_bytes()) {
        let error = before.expect_err("another format");
        assert!(error.contains("build with the Rust version of Cargo.toml"), "{error}");
        return;
    }
    let before = before.expect("a snapshot");
    let expected = "The public API of small-library. Written by `cargo spec api`.
pub mod small_library
pub struct small_library::Client
impl small_library::Client
pub fn small_library::Client::fan_out(&self, usize) -> usize
impl core::marker::Send for small_library::Client
impl core::marker::Sync for small_library::Client
impl core::marker::Unpin for small_library::Client
";
    assert_eq!(before, expected);

    let changes = |from: &str, to: &str| {
        assert!(CODE.contains(from), "{from}");
        api::breaking(&before, &snapshot(root, &CODE.replace(from, to)).expect("a snapshot"))
    };
    let fan_out = "removed or changed: pub fn small_library::Client::fan_out(&self, usize) -> usize";
    assert_eq!(
        changes("    pub fn fan_out(&self, limit: usize) -> usize { limit }\n", ""),
        ["removed or changed: impl small_library::Client", fan_out]
    );
    assert_eq!(changes("limit: usize) -> usize", "limit: u32) -> u32"), [fan_out]);
    assert_eq!(
        changes("name: String", "name: String, shared: std::rc::Rc<u8>"),
        [
            "removed or changed: impl core::marker::Send for small_library::Client",
            "removed or changed: impl core::marker::Sync for small_library::Client",
        ]
    );
    assert_eq!(changes("    fn inner", "    pub fn close(self) {}\n    fn inner"), [""; 0]);
    assert_eq!(
        changes("fn inner(&self) -> &str { &self.name }", "fn name(&self) -> &str { &self.name }"),
        [""; 0]
    );
}

#[test]
fn a_committed_snapshot_that_is_out_of_date_is_told_by_its_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(
        root,
        "Cargo.toml",
        "[package]\nname = \"smaller-library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    write(root, "src/lib.rs", "pub const NEW: u8 = 1;");
    write(root, "spec/api/smaller-library.txt", "The public API.\npub const smaller_library::OLD: u8\n");
    let Err(message) = api::check(root) else { panic!("the snapshot is out of date") };
    if !message.contains("build with the Rust version") {
        let expected =
            "spec/api/smaller-library.txt is out of date: run `cargo spec api`, and review what changes
- pub const smaller_library::OLD: u8
+ pub mod smaller_library
+ pub const smaller_library::NEW: u8";
        assert_eq!(message, expected);
        api::write(root).expect("snapshots");
        assert_eq!(api::check(root), Ok(()));
        write(root, "spec/api/gone.txt", "The public API.\n");
        let expected = "spec/api/gone.txt is of no published library: run `cargo spec api`";
        assert_eq!(api::check(root), Err(expected.to_owned()));
    }
}
