//! Finishing adapts progenitor's output to the crate. `tests/documents/other.rs` shows the whole result.

use syn::ItemImpl;

use crate::code::{doc, fields, implementations, is, methods, module};
use crate::{OTHER, OURS, generated};

const VENDOR_B2B: &str = include_str!("../../../tests/documents/vendor_b2b.yaml");

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
        let file = syn::parse_file(&generated(document).client).expect("Rust");
        let types = module(&file.items, "types");
        assert!(fields(types, model).is_some(), "{model}");
        let makes_builder = |item: &&ItemImpl| {
            item.trait_.is_none()
                && is(&item.self_ty, model)
                && methods(item).any(|method| method.sig.ident == "builder")
        };
        assert_eq!(implementations(types).any(|item| makes_builder(&item)), expected, "{model}");
        for conversion in ["From", "TryFrom"] {
            let mut found = implementations(module(types, "builder")).filter(|item| is(&item.self_ty, model));
            let converts =
                |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == conversion);
            let is_found = found.any(|item| item.trait_.as_ref().is_some_and(|(path, _)| converts(path)));
            assert_eq!(is_found, expected, "{conversion} of {model}");
        }
    }
}

/// The doc comment of a field of a model.
fn field_doc(model: &str, field: &str) -> String {
    let file = syn::parse_file(&generated(OTHER).client).expect("Rust");
    let mut fields = fields(module(&file.items, "types"), model).expect("the model").iter();
    let field = fields.find(|found| found.ident.as_ref().is_some_and(|ident| ident == field));
    doc(&field.expect("the field").attrs)
}

#[test]
fn the_description_beside_a_reference_is_the_fields() {
    assert_eq!(field_doc("Thing", "parent").trim(), "The thing that holds this one");
    // Without one, it is that of the schema.
    assert!(field_doc("Thing", "kind").contains("A kind, "));
}

#[test]
fn a_deprecated_property_says_so_a_secret_too() {
    for (model, field, expected) in [
        ("Thing", "count", true),
        ("Receipt", "key", true),
        ("Thing", "code", false),
        ("Receipt", "at", false),
    ] {
        assert_eq!(field_doc(model, field).contains("Deprecated"), expected, "{model}.{field}");
    }
}

#[test]
fn a_deprecated_operation_or_parameter_says_so() {
    let file = syn::parse_file(&generated(OTHER).client).expect("Rust");
    let deprecated: Vec<String> = implementations(&file.items)
        .flat_map(methods)
        .filter(|method| method.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated")))
        .map(|method| method.sig.ident.to_string())
        .collect();
    assert_eq!(deprecated, ["touch_thing"]);
    let noted: Vec<String> = implementations(module(&file.items, "builder"))
        .flat_map(methods)
        .filter(|method| doc(&method.attrs).contains("Deprecated"))
        .map(|method| method.sig.ident.to_string())
        .collect();
    assert_eq!(noted, ["kind"]);
}

/// The generated code, with single spaces.
fn compact(document: &str) -> String {
    generated(document).client.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_union_but_a_whole_response_has_a_variant_for_what_is_unknown() {
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
        ("Recipients", true),
        // A whole response.
        ("NotifyResponse", false),
    ] {
        let (head, rest) = client.split_once(&format!("pub enum {union} {{")).expect("a union");
        let body = rest.split("impl ").next().expect("a body");
        let other = "#[serde(untagged)] Unrecognized(crate::model::unknown::Unknown), }";
        assert_eq!(body.contains(other), is_open, "{union}: {body}");
        assert_eq!(head.trim_end().ends_with("#[non_exhaustive]"), is_open, "{union}");
    }
}

#[test]
fn the_errors_of_builders_name_fields_as_the_document_does() {
    let client = compact(&OTHER.replace("href:", "hRef:").replace("[href]", "[hRef]"));
    assert!(client.contains("h_ref: Err(\"`hRef` is missing\".to_string())"));
    assert!(client.contains("self.h_ref = crate::model::field::required(\"hRef\", value);"));
}

#[test]
fn strings_lists_and_builders_convert_to_a_union_that_has_them() {
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
        // A string stays one, even if the first alternative could read it.
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
