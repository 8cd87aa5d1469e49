//! Measures the time from a document of about 2 MB to its mistakes.
//!
//! ```sh
//! cargo bench --package stytch-connected-apps-codegen --bench check
//! ```

use std::fmt::Write;

use divan::{Bencher, black_box};
use stytch_connected_apps_codegen::{check, load, run};

fn main() {
    divan::main();
}

/// A document whose schemas refer to each other. `summary` and `example` are the keys of each operation's and
/// property's prose.
fn document(summary: &str, example: &str) -> String {
    const COUNT: usize = 2_000;
    let mut text = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n".to_owned();
    let mut schemas = "components:\n  schemas:\n".to_owned();
    for number in 0..COUNT {
        write!(
            text,
            "  /v1/things_{number}/{{id}}:
    post:
      operationId: make_thing_{number}
      {summary}: Make a thing
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: limit, in: query, description: How many, schema: {{type: integer}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{number}'}}}}}}
      responses:
        '200':
          description: A thing
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{number}'}}}}}}
"
        )
        .expect("a string");
        write!(
            schemas,
            "    Thing{number}:
      type: object
      description: A thing, one of many, with an example of its name and some prose.
      required: [name]
      properties:
        name: {{type: string, description: The name, {example}: a}}
        count: {{type: integer, description: How many there are, minimum: 1}}
        tags: {{type: array, description: Words that describe it, items: {{type: string}}}}
        next: {{nullable: true, allOf: [{{$ref: '#/components/schemas/Thing{}'}}]}}
",
            (number + 1) % COUNT
        )
        .expect("a string");
    }
    text + &schemas
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn without_a_mistake(bencher: Bencher) {
    let text = document("summary", "example");
    bencher.bench(|| {
        let tree = load::tree("document.yaml", black_box(&text)).expect("a document");
        assert!(check::check(&tree).is_empty());
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn with_a_mistake_in_every_operation_and_schema(bencher: Bencher) {
    let text = document("sumary", "exmple");
    bencher.bench(|| {
        let problems = run("document.yaml", black_box(&text), &[]).expect_err("mistakes");
        assert_eq!(problems.0.len(), 4_000);
    });
}
