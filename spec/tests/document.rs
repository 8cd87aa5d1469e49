//! Rules for our own document that the build does not enforce.

use codegen::{load, names, tree};
use serde_json::Value;
use spec::committed::read;
use spec::summary::{Model, Summary};
use spec::tidiness::untidy;

const OURS: &str = "openapi/connected-apps.yaml";

fn document(file: &str) -> Value {
    load::tree(file, &read(file).expect("a file")).expect("the document loads")
}

#[test]
fn the_document_is_tidy() {
    assert_eq!(untidy(&document(OURS)), [""; 0]);
}

#[test]
fn fields_with_format_password_have_type_secret() {
    for file in [OURS, "tests/documents/vendor_consumer.yaml", "tests/documents/vendor_b2b.yaml"] {
        let tree = document(file);
        let summary = Summary::of(file, &read(file).expect("a file")).expect("a valid document");
        for (name, schema) in tree["components"]["schemas"].as_object().expect("schemas") {
            let Some(Model::Struct(model)) = summary.models.get(&names::camel(name)) else { continue };
            for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
                if schema["format"] == "password" {
                    let ty = &model.fields[&names::snake(property)].ty.text;
                    assert!(["Secret", "Option<Secret>"].contains(&ty.as_str()), "{name}.{property}: {ty}");
                }
            }
        }
    }
}

#[test]
fn every_operation_documents_the_usual_errors_with_examples() {
    let tree = document(OURS);
    for operation in tree::operations(&tree) {
        let name = operation.name();
        for (status, response) in operation.responses() {
            let media = &tree::resolve(&tree, response)["content"]["application/json"];
            let examples = media["examples"].as_object().is_some_and(|examples| !examples.is_empty());
            assert!(examples || media.get("example").is_some(), "{name} {status} has no example");
        }
        let statuses: Vec<&str> = operation.responses().map(|(status, _)| status).collect();
        for status in ["400", "401", "403", "404", "429", "500"] {
            assert!(statuses.contains(&status), "{name} lacks {status}");
        }
    }
}

/// A gateway's body with status 200 has none of them, and must not pass for a success.
#[test]
fn every_success_response_requires_a_property_that_proves_its_origin() {
    let tree = document(OURS);
    for operation in tree::operations(&tree) {
        let name = operation.name();
        let schema = operation.success_schema(&tree).map(|schema| tree::resolve(&tree, schema));
        let required: Vec<&str> =
            tree::list(schema.expect("content"), "required").filter_map(Value::as_str).collect();
        assert!(!required.is_empty(), "{name} requires nothing of its response");
        // Whoever takes access away has to know that the API did it.
        let takes_away = name.starts_with("revoke_") || operation.method == "delete";
        assert!(!takes_away || required.contains(&"request_id"), "{name} does not require `request_id`");
    }
}

/// CONTRIBUTING.md shows one of the build's messages.
#[test]
fn the_message_in_contributing_is_up_to_date() {
    let misspelled =
        read(OURS).expect("the document").replacen("summary: List a User", "sumary: List a User", 1);
    let problem = codegen::run(OURS, &misspelled, &[]).expect_err("a misspelled key").to_string();
    // The position changes with every edit of the document, so only the rest is compared.
    let (_, message) = problem.split_once(": ").expect("a position and a message");
    let page = read("CONTRIBUTING.md").expect("a page");
    let shown =
        page.lines().any(|line| line.contains("openapi/connected-apps.yaml:") && line.ends_with(message));
    assert!(shown, "CONTRIBUTING.md lacks: {problem}");
}
