//! A refusal names a place in a document that was given.

use spec::import::insert::insert;
use spec::import::trial::{self, Trial};
use spec::import::{Options, import};

use super::{OURS, SEARCH, THEIRS, document};

/// The failures of all operations, by documents that are ours and the vendor's.
fn failures(ours: &str, theirs: &str) -> Vec<String> {
    let (ours, theirs) = (document("ours.yaml", ours), document("theirs.yaml", theirs));
    let options = Options::default();
    let trials = trial::every(&ours, &theirs, &options);
    trials.filter_map(|Trial { result, .. }| result.err()).collect()
}

fn line(text: &str, part: &str) -> usize {
    1 + text.lines().position(|line| line.contains(part)).expect("a line")
}

#[test]
fn what_the_build_refuses_is_refused_where_the_vendor_wrote_it() {
    let union = "has_password: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: \
                 {b: {type: string}}}]}";
    let theirs = THEIRS.replace("has_password: {type: boolean}", union);
    let failures = failures(OURS, &theirs);
    let place = format!("theirs.yaml:{}:", line(&theirs, "has_password:"));
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].lines().all(|failure| failure.starts_with(&place)), "{failures:?}");
    // In the operation itself.
    let theirs = THEIRS.replace("name: dry_run, in: query", "name: dry_run, style: deepObject, in: query");
    let found = self::failures(OURS, &theirs);
    let place = format!("theirs.yaml:{}:", line(&theirs, "deepObject"));
    assert!(found.len() == 1 && found[0].starts_with(&place), "{found:?}");
}

#[test]
fn a_mistake_in_our_document_is_refused_where_it_is() {
    let ours = OURS.replace("description: An empty object.", "sumary: An empty object.");
    let place = format!("ours.yaml:{}:", line(&ours, "sumary"));
    let found = failures(&ours, THEIRS);
    // The one that our document has already is replaced, which moves all lines below it.
    assert!(!found.is_empty() && found.iter().all(|failure| failure.contains(&place)), "{found:?}");
}

#[test]
fn a_place_on_one_line_is_named_as_the_document_has_it() {
    let ours = "openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/things:
    get: {responses: {'200': {description: Done}}}
components:
  schemas: {Thing: {type: object, properties: {id: {type: string}}}}
";
    let wanted = [SEARCH.parse().expect("an operation")];
    let fragment =
        import(&document("ours.yaml", ours), &document("theirs.yaml", THEIRS), &wanted, &Options::default())
            .expect("an import");
    let message = insert("ours.yaml", ours, &fragment).expect_err("no place");
    assert_eq!(message, "ours.yaml:7:13: this is written on one line: write it as a block, one entry a line");
}
