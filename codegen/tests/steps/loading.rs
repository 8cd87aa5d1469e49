//! Loading turns the text into a tree and finds the position of a node in the text.

use serde_json::json;
use stytch_connected_apps_codegen::load;
use stytch_connected_apps_codegen::positions::Positions;

use crate::{OTHER, generated};

#[test]
fn every_kind_of_yaml_value_is_loaded() {
    let text = "a: [null, ~, true, -1, 1, 18446744073709551615, 1.5, b, '2']\n200: {}\ntrue: {}\n";
    let tree = load::tree("document.yaml", text).expect("a tree");
    assert_eq!(tree, json!({"a": [null, null, true, -1, 1, u64::MAX, 1.5, "b", "2"], "200": {}, "true": {}}));
}

#[test]
fn a_byte_order_mark_is_ignored() {
    assert_eq!(generated(&format!("\u{feff}{OTHER}")).client, generated(OTHER).client);
}

#[test]
fn the_position_of_a_node_is_that_of_its_key_or_list_item() {
    let text =
        "a:\n  b: [1, {c: 2}]\n  200:\n    - d\n    -  e\n    - f: 1\n      'g': &x {h: ä, i: 1}\n  j: *x\n";
    let positions = Positions::of(text);
    let at = |pointer: &[&str]| positions.locate(&pointer.iter().map(|s| s.to_string()).collect::<Vec<_>>());
    assert_eq!(at(&["a"]), Some((1, 1)));
    assert_eq!(at(&["a", "b"]), Some((2, 3)));
    assert_eq!(at(&["a", "b", "0"]), Some((2, 7)));
    assert_eq!(at(&["a", "b", "1", "c"]), Some((2, 11)));
    assert_eq!(at(&["a", "200"]), Some((3, 3)));
    assert_eq!(at(&["a", "200", "1"]), Some((5, 8)));
    assert_eq!(at(&["a", "200", "2"]), Some((6, 7)));
    assert_eq!(at(&["a", "200", "2", "g"]), Some((7, 7)));
    assert_eq!(at(&["a", "200", "2", "g", "i"]), Some((7, 22)));
    assert_eq!(at(&["a", "j"]), Some((8, 3)));
    assert_eq!(at(&["a", "j", "i"]), Some((7, 22)));
    // A node that does not exist has the position of its nearest existing ancestor.
    assert_eq!(at(&["a", "missing", "x"]), Some((1, 1)));
    assert_eq!(at(&[]), None);
}

#[test]
fn an_operation_has_the_default_responses_that_it_does_not_describe_itself() {
    let text = "
x-default-responses:
  '400': {description: default}
  '500': {description: default}
paths:
  /v1/things:
    summary: Things
    get:
      responses: {'200': {description: own}, '500': {description: own}}
";
    let tree = load::tree("document.yaml", text).expect("a tree");
    let description = |text: &str| json!({"description": text});
    assert_eq!(
        tree["paths"]["/v1/things"]["get"]["responses"],
        json!({"200": description("own"), "400": description("default"), "500": description("own")})
    );
}
