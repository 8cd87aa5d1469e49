//! Turns `openapi/connected-apps.yaml` into the client and the table of operations, and the README into the
//! crate's docs.

use std::path::PathBuf;
use std::{env, fs};

const DOCUMENT: &str = "openapi/connected-apps.yaml";
const README: &str = "README.md";

fn main() {
    for input in ["build.rs", DOCUMENT, README] {
        println!("cargo::rerun-if-changed={input}");
    }
    for line in generate().err().iter().flat_map(|message| message.lines()) {
        println!("cargo::error={line}");
    }
}

fn generate() -> Result<(), String> {
    let mut derives = vec!["PartialEq"];
    if env::var_os("CARGO_FEATURE_SCHEMARS").is_some() {
        derives.push("schemars::JsonSchema");
    }
    let generated = codegen::run(DOCUMENT, &read(DOCUMENT)?, &derives).map_err(|error| error.to_string())?;
    let front_page = codegen::docs::front_page::front_page(&read(README)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for (name, text) in [
        ("client.rs", generated.client),
        ("operations.rs", generated.operations),
        ("front_page.md", front_page),
    ] {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn read(file: &str) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))
}
