//! No operation sends an argument that the document does not allow.

use codegen::{choices, sample, tree};
use scripted_server::{Server, http};
use serde_json::{Value, json};
use stytch_connected_apps::Error;
use stytch_connected_apps::operations::{self, Location};

use crate::{client, document};

#[tokio::test]
async fn path_arguments_cannot_change_the_path() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        for parameter in node.parameters.iter().filter(|parameter| parameter.text("in") == Some("path")) {
            for value in ["..", ".", ""] {
                let server = Server::responding([]).await;
                let mut arguments = row.example_arguments();
                arguments[parameter.text("name").expect("a name")] = value.into();
                let error = row
                    .invoke(&client(&server), arguments)
                    .await
                    .expect_err("the argument would change the path");
                assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
                assert_eq!(server.requests().len(), 0);
            }
        }
    }
}

#[tokio::test]
async fn an_argument_outside_the_document_is_rejected() {
    for row in operations::all() {
        let server = Server::responding([]).await;
        let mut arguments = row.example_arguments();
        arguments["no_such_argument"] = true.into();
        let error = row.invoke(&client(&server), arguments).await.expect_err("no such argument");
        assert!(
            error.to_string().contains("no_such_argument: the operation has no such parameter"),
            "{error}"
        );
        assert_eq!(server.requests().len(), 0);
    }
}

/// A tool can offer exactly the arguments that the operation takes.
#[tokio::test]
async fn the_table_lists_every_argument_and_says_which_are_needed() {
    for row in operations::all() {
        let arguments = row.example_arguments();
        let listed = |name: &str, in_body: bool| {
            let mut parameters = row.parameters.iter();
            parameters.any(|other| other.name == name && (other.location == Location::Body) == in_body)
        };
        for (name, value) in arguments.as_object().expect("an object") {
            match name.as_str() {
                "body" => {
                    assert!(row.takes_body, "{}", row.id);
                    for name in value.as_object().into_iter().flat_map(|body| body.keys()) {
                        assert!(listed(name, true), "{}: {name}", row.id);
                    }
                }
                name => assert!(listed(name, false), "{}: {name}", row.id),
            }
        }
        for parameter in row.parameters.iter().filter(|parameter| parameter.required) {
            let mut arguments = arguments.clone();
            let is_property = parameter.location == Location::Body;
            let owner = if is_property { &mut arguments["body"] } else { &mut arguments };
            owner.as_object_mut().expect("an object").remove(parameter.name);
            let server = Server::responding([]).await;
            let error = row.invoke(&client(&server), arguments).await.expect_err("an argument is missing");
            assert!(matches!(error, Error::InvalidRequest(_)), "{} {}: {error:?}", row.id, parameter.name);
            assert_eq!(server.requests().len(), 0);
        }
    }
}

#[tokio::test]
async fn null_arguments_mean_no_arguments() {
    for row in operations::all() {
        let server = Server::responding([http(500, &[], ""), http(500, &[], "")]).await;
        let client = client(&server);
        let nothing = row.invoke(&client, Value::Null).await.expect_err("500, or arguments are missing");
        let empty = row.invoke(&client, json!({})).await.expect_err("500, or arguments are missing");
        assert_eq!(nothing.to_string(), empty.to_string(), "{}", row.id);
        let error = row.invoke(&client, json!([])).await.expect_err("not an object");
        assert!(error.to_string().ends_with("the arguments are not a JSON object"), "{error}");
    }
}

#[tokio::test]
async fn a_body_without_the_fields_that_it_needs_is_rejected() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let Some(schema) = node.body_schema(&tree) else { continue };
        let properties = tree::properties(&tree, tree::resolve(&tree, schema));
        for choice in choices::choices(&tree, schema) {
            let names: Vec<&String> = choice.lists.iter().flatten().collect();
            let (mut none, mut all) = (row.example_arguments(), row.example_arguments());
            for (name, property) in
                properties.iter().filter(|(name, _)| names.iter().any(|other| other == name))
            {
                none["body"][name] = Value::Null;
                all["body"][name] = sample::of_schema(&tree, property);
            }
            let rejected = [Some(none), choice.is_exclusive.then_some(all)];
            for arguments in rejected.into_iter().flatten() {
                let server = Server::responding([]).await;
                let error = row.invoke(&client(&server), arguments).await.expect_err("not what it needs");
                assert_eq!(error.to_string(), format!("{}: body: {}", row.id, choice.demand()));
                assert!(
                    matches!(error, Error::InvalidRequest(_)) && server.requests().is_empty(),
                    "{error:?}"
                );
            }
        }
    }
}
