//! Measures the time from a document to its mistakes, which has to grow no faster than the document.
//!
//! ```sh
//! cargo bench --package stytch-connected-apps-codegen --bench check
//! cargo test --package stytch-connected-apps-codegen --bench check   # as a build script runs it: without optimization
//! ```

mod measure;

use std::hint::black_box;

use measure::{best, document, measure};
use stytch_connected_apps_codegen::{check, load, run};

/// A document of this many operations has about 1 MB.
const OPERATIONS: usize = 1_000;

fn main() {
    measure("without a mistake", OPERATIONS, |operations| {
        let text = document(operations, "summary", "example");
        let time = best(|| {
            let tree = load::tree("document.yaml", &text).expect("a document");
            assert!(check::check(black_box(&tree)).is_empty());
        });
        (text.len(), time)
    });
    measure("with a mistake in every operation and schema", OPERATIONS, |operations| {
        let text = document(operations, "sumary", "exmple");
        let time = best(|| {
            let problems = run("document.yaml", black_box(&text), &[]).expect_err("mistakes");
            assert_eq!(problems.0.len(), 2 * operations);
            assert!(problems.to_string().lines().count() < 50);
        });
        (text.len(), time)
    });
}
