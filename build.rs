//! Turns `openapi/connected-apps.yaml` into the client and the table of its operations.

mod codegen;

use std::path::PathBuf;
use std::{env, fs};

const DOCUMENT: &str = "openapi/connected-apps.yaml";

fn main() {
    for input in ["build.rs", "codegen", DOCUMENT] {
        println!("cargo::rerun-if-changed={input}");
    }
    if let Err(message) = generate() {
        println!("cargo::error={message}");
    }
}

fn generate() -> Result<(), String> {
    let text = fs::read_to_string(DOCUMENT).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let mut derives = vec!["PartialEq"];
    if env::var_os("CARGO_FEATURE_SCHEMARS").is_some() {
        derives.push("schemars::JsonSchema");
    }
    let generated = codegen::run(DOCUMENT, &text, &derives).map_err(|error| error.to_string())?;
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for (name, text) in [("client.rs", generated.client), ("operations.rs", generated.operations)] {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
