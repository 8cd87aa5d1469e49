//! Writes the initial corpus of the fuzz targets: the documented responses, and ids.

use std::fs;
use std::path::Path;

use stytch_connected_apps::operations::{self, Example};

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let responses = corpus.join("response");
    fs::create_dir_all(&responses)?;
    for (number, operation) in (0_u8..).zip(operations::all()) {
        for Example { status, name, body, .. } in operation.example_responses() {
            let head = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n\r\n", body.len());
            let response = [&[number], head.as_bytes(), body.as_bytes()].concat();
            fs::write(responses.join(format!("{}-{status}-{name}", operation.id)), response)?;
        }
    }
    let paths = corpus.join("path");
    fs::create_dir_all(&paths)?;
    for (number, ids) in
        ["organization-test-1\nmember-test-1", "..\n.", "a/b\n\\", "%2e\n?#", "\n"].iter().enumerate()
    {
        fs::write(paths.join(number.to_string()), ids)?;
    }
    Ok(())
}
