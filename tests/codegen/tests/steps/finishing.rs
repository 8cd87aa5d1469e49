//! Finishing adapts progenitor's output to the crate. `tests/documents/other.rs` shows the whole result.

use crate::{OTHER, OURS, generated};

const VENDOR_B2B: &str = include_str!("../../../documents/vendor_b2b.yaml");

#[test]
fn only_models_of_requests_have_builders() {
    let prefix = "ApiOrganizationV1OrganizationsMembers";
    for (document, model, expected) in [
        (OURS, "CreateConnectedAppClientRequest", true),
        (OURS, "ConnectedAppsResponse", false),
        (OURS, "ConnectedApp", false),
        (VENDOR_B2B, &format!("{prefix}ConnectedAppsResponse"), false),
        (OTHER, "NewThing", true),
        (OTHER, "Size", true),
        (OTHER, "Page", true),
        (OTHER, "Link", true),
        (OTHER, "Receipt", false),
        (OTHER, "Paid", false),
    ] {
        let client = compact(document);
        assert!(client.contains(&format!("pub struct {model} {{")), "{model}");
        assert_eq!(client.contains(&format!("-> builder::{model} {{")), expected, "{model}");
        assert_eq!(client.contains(&format!("From<super::{model}> for {model} {{")), expected, "{model}");
        assert_eq!(client.contains(&format!("TryFrom<{model}> for super::{model} {{")), expected, "{model}");
    }
}

/// The generated code, with single spaces.
fn compact(document: &str) -> String {
    generated(document).client.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn unions_that_responses_hold_have_a_variant_for_what_is_unknown() {
    let client = compact(OTHER);
    for (union, is_open) in [
        ("Content", true),
        ("Quantity", true),
        ("ReceiptState", true),
        ("SentState", true),
        ("Setting", true),
        ("Shape", true),
        ("Target", true),
        // Only in requests.
        ("Recipients", false),
        // A whole response.
        ("NotifyResponse", false),
    ] {
        let (head, rest) = client.split_once(&format!("pub enum {union} {{")).expect("a union");
        let body = rest.split("impl ").next().expect("a body");
        let other = "#[serde(untagged)] Unrecognized(crate::document::unknown::Unknown), }";
        assert_eq!(body.contains(other), is_open, "{union}: {body}");
        assert_eq!(head.trim_end().ends_with("#[non_exhaustive]"), is_open, "{union}");
    }
}

#[test]
fn what_an_alternative_is_made_of_converts_to_the_union() {
    let client = compact(OTHER);
    let converts = |from: &str, to: &str| {
        ["From", "TryFrom"]
            .into_iter()
            .any(|kind| client.contains(&format!("convert::{kind}<{from}> for {to} {{")))
    };
    for text in ["&str", "::std::string::String"] {
        // Only beside a tag.
        assert!(!converts(text, "Setting"));
        assert!(converts(text, "Recipients") && converts(text, "Name"), "{text}");
        assert!(!converts(text, "Content"));
        // A text stays one, whatever the first alternative could read of it.
        assert!(client.contains(&format!("convert::From<{text}> for Quantity {{")), "{text}");
        assert!(!client.contains(&format!("convert::TryFrom<{text}> for Quantity {{")), "{text}");
    }
    assert!(converts("[T; N]", "Recipients") && !converts("[T; N]", "Content"));
    assert!(converts("builder::Page", "Content") && converts("builder::Link", "Content"));
    assert!(converts("Paid", "ReceiptState") && !converts("builder::Paid", "ReceiptState"));
}

#[test]
fn schemas_that_refer_to_each_other_do_not_slow_down_the_build() {
    let reference = |name: String| format!("{{$ref: '#/components/schemas/{name}'}}");
    // Each schema refers to all schemas.
    let all: String =
        (0..16).map(|other| format!("p{other}: {}, ", reference(format!("S{other}")))).collect();
    let schemas: String =
        (0..16).map(|own| format!("    S{own}: {{type: object, properties: {{{all}}}}}\n")).collect();
    let nested = (0..30).fold("a".to_owned(), |value, _| format!("{{c: {value}}}"));
    let tree = reference("Tree".to_owned());
    generated(&format!(
        "
openapi: 3.0.3
info: {{title: Things, version: 1.0.0}}
paths:
  /v1/everything:
    get:
      operationId: get_everything
      responses:
        '200': {{description: A, content: {{application/json: {{schema: {}}}}}}}
  /v1/tree:
    get:
      operationId: get_tree
      responses:
        '200': {{description: A, content: {{application/json: {{schema: {tree}, example: {nested}}}}}}}
components:
  schemas:
    Tree: {{type: object, properties: {{c: {{oneOf: [{tree}, {{type: string}}]}}}}}}
{schemas}",
        reference("S0".to_owned()),
    ));
}
