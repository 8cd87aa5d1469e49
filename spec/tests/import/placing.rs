//! An import goes to its place, and the rest of the document stays.

use spec::import::insert::insert;
use spec::import::{Options, Wanted, import};

use super::{DELETE, OURS, ROTATE, SEARCH, THEIRS, document, merged, names, with_prose};

#[test]
fn the_rest_of_the_document_keeps_every_byte() {
    let (text, tree) =
        merged(&[SEARCH, "PUT /v1/users/{id}/name=put_name", ROTATE, DELETE], &Options::default());
    let mut rest = text.lines();
    for line in OURS.lines() {
        assert!(rest.any(|other| other == line), "{line} is gone");
    }
    let before = document("ours.yaml", OURS).tree;
    for section in ["parameters", "responses", "schemas"] {
        let pointer = format!("/components/{section}");
        let old = names(&before, &pointer);
        assert_eq!(names(&tree, &pointer)[..old.len()], old);
        for name in old {
            assert_eq!(tree["components"][section][name], before["components"][section][name]);
        }
    }
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle}: {text}"));
    // Beside its kin, apart by a blank line as the others are, and before the comment at the end.
    assert!(at("\n\n  /v1/devices/{device_id}:") > at("\n\n  /v1/things:"));
    assert!(at("\n\n  /v1/users/search:") < at("\n\n  /v1/things:"));
    assert!(at("\n\n    SearchUsersRequest:") < at("\n\n# The end.\n"));
    assert!(at("\n    DeviceId:") < at("\n\n  responses:"));
    assert!(at("\n  - name: Device\n    description: 'TODO:") < at("\n\nx-default-responses:"));
}

#[test]
fn a_second_method_joins_its_path_even_if_its_parameter_has_another_name() {
    let wanted: Wanted = "PUT /v1/users/{id}/name".parse().expect("an operation");
    let ours = document("ours.yaml", OURS);
    let fragment =
        import(&ours, &document("theirs.yaml", THEIRS), &[wanted], &with_prose()).expect("an import");
    let text = insert("ours.yaml", OURS, &fragment).expect("a place");
    let tree = document("ours.yaml", &text).tree;
    assert_eq!(names(&tree["paths"], "/~1v1~1users~1{user_id}~1name"), ["get", "put"]);
    assert!(codegen::run("ours.yaml", &text, &[]).is_ok());
}

#[test]
fn sections_that_the_document_lacks_are_added() {
    let bare = "openapi: 3.0.3\ninfo: {title: Things, version: 1.0.0}\npaths:\n  /v1/things:\n    get:
      operationId: list_things\n      responses:\n        '200':\n          description: Done\n";
    let wanted: Wanted = ROTATE.parse().expect("an operation");
    let fragment = import(&document("bare", bare), &document("theirs", THEIRS), &[wanted], &with_prose());
    let text = insert("bare", bare, &fragment.expect("an import")).expect("a place");
    assert!(text.starts_with(bare), "{text}");
    assert!(codegen::run("bare", &text, &[]).is_ok(), "{text}");
    let windows = bare.replace('\n', "\r\n");
    let wanted: Wanted = ROTATE.parse().expect("an operation");
    let fragment = import(&document("bare", &windows), &document("theirs", THEIRS), &[wanted], &with_prose());
    let text = insert("bare", &windows, &fragment.expect("an import")).expect("a place");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn a_layout_that_leaves_no_place_is_an_error() {
    let odd = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n  /v1/things: {get: {responses: {
 '200': {description: Done}}}}\n";
    let wanted: Wanted = ROTATE.parse().expect("an operation");
    let fragment = import(&document("odd", odd), &document("theirs", THEIRS), &[wanted], &with_prose());
    let message = insert("odd.yaml", odd, &fragment.expect("an import")).expect_err("no place");
    assert_eq!(
        message,
        "odd.yaml: there is no place for it in this layout: add what is printed without `--into`"
    );
}
