//! No operation sends an argument that the document does not allow.

use codegen::tree;
use scripted_server::{Server, http};
use serde_json::{Value, json};
use stytch_connected_apps::{Error, operations};

use crate::{client, document};

#[tokio::test]
async fn path_arguments_cannot_change_the_path() {
    let tree = document();
    for (row, node) in operations().iter().zip(tree::operations(&tree)) {
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
    for row in operations() {
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

#[tokio::test]
async fn null_arguments_mean_no_arguments() {
    for row in operations() {
        let server = Server::responding([http(500, &[], ""), http(500, &[], "")]).await;
        let client = client(&server);
        let nothing = row.invoke(&client, Value::Null).await.expect_err("500, or arguments are missing");
        let empty = row.invoke(&client, json!({})).await.expect_err("500, or arguments are missing");
        assert_eq!(nothing.to_string(), empty.to_string(), "{}", row.id);
        let error = row.invoke(&client, json!([])).await.expect_err("not an object");
        assert!(error.to_string().ends_with("the arguments are not a JSON object"), "{error}");
    }
}
