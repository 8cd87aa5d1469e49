//! Measures the time from two documents that differ everywhere to the report, which has to grow no faster than the
//! documents.
//!
//! ```sh
//! cargo bench --package spec --bench drift
//! cargo test --package spec --bench drift   # as `cargo spec drift` runs: without optimization
//! ```

// `cargo test` and `cargo bench` give each bench its own crate.
#[path = "../../codegen/benches/measure/mod.rs"]
mod measure;

use measure::{best, document, measure};
use spec::document::Document;
use spec::drift::baseline::Baseline;
use spec::drift::drift;
use spec::drift::report::report;

fn main() {
    measure("two documents that differ in every operation and schema", 200, |operations| {
        let ours = document(operations, "summary", "example");
        let theirs = ours
            .replace("name: limit", "name: most")
            .replace("count: {type: integer", "count: {type: number");
        let time = best(|| {
            let parse = |name: &str, text: &str| Document::parse(name, text.to_owned()).expect("a document");
            let (ours, theirs) = (parse("ours.yaml", &ours), vec![parse("theirs.yaml", &theirs)]);
            let drift = drift(&ours, &theirs);
            let baseline = Baseline::parse("drift.yaml", String::new()).expect("no rows");
            let verdict = baseline.judge(&drift);
            assert!(verdict.new.len() > 3 * operations, "{}", verdict.new.len());
            assert!(report(&ours, &theirs, &drift, &verdict).lines().count() > 9 * operations);
        });
        (ours.len() + theirs.len(), time)
    });
}
