//! Responses and requests may hold values that the document does not list: words, numbers, and alternatives of a
//! union.

use codegen::{choices, tree};
use scripted_server::{Server, json};
use serde_json::{Value, json};
use stytch_connected_apps::Error;
use stytch_connected_apps::operations::{self, Example};

use crate::{client, document, sent, without_empty};

/// A value that no alternative of a union has room for.
fn unknown() -> Value {
    json!([[{"tomorrow": 1}]])
}

/// Replaces every value for which the document has a list or a choice by one that it does not have.
fn age(tree: &Value, schema: &Value, value: &mut Value, is_whole: bool) {
    let schema = tree::resolve(tree, schema);
    let first = tree::list(schema, "enum").next();
    let is_choice = |key: &&str| choices::of(schema, key).is_none();
    let keys = ["oneOf", "anyOf"].into_iter().filter(is_choice);
    let mut alternatives = keys.flat_map(|key| tree::list(schema, key)).peekable();
    if let Some(first) = first.filter(|_| !value.is_null()) {
        *value = match first {
            Value::Bool(known) => (!known).into(),
            Value::Number(_) => 987_654_321.into(),
            _ => "tomorrow".into(),
        };
    } else if alternatives.peek().is_some() {
        // A whole response has to be known: anything may come from elsewhere.
        match is_whole {
            true => alternatives.for_each(|alternative| age(tree, alternative, value, true)),
            false => *value = unknown(),
        }
    }
    for (name, property) in tree::properties(tree, schema) {
        if let Some(value) = value.get_mut(name) {
            age(tree, property, value, false);
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array_mut()) {
        values.iter_mut().for_each(|value| age(tree, items, value, false));
    }
}

#[tokio::test]
async fn unknown_words_numbers_and_alternatives_are_kept() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let Some(schema) = node.success_schema(&tree) else { continue };
        for &Example { status, name, body, .. } in
            row.example_responses().iter().filter(|example| example.status < 300)
        {
            let mut aged: Value = serde_json::from_str(body).expect("JSON");
            age(&tree, schema, &mut aged, true);
            let server = Server::responding([json(status, &aged.to_string())]).await;
            let result = row.invoke(&client(&server), row.example_arguments()).await;
            let value = result.unwrap_or_else(|error| panic!("{} {name}: {error}: {aged}", row.id));
            assert_eq!(without_empty(&value), without_empty(&aged), "{} {name}", row.id);
        }
    }
}

#[tokio::test]
async fn unknown_words_numbers_and_alternatives_are_sent() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let Some(schema) = node.body_schema(&tree).filter(|_| row.takes_body) else { continue };
        let mut arguments = row.example_arguments();
        age(&tree, schema, &mut arguments["body"], false);
        let request = sent(row, &arguments, None).await;
        let (_, body) = request.split_once("\r\n\r\n").expect("a head and a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(without_empty(&body), without_empty(&arguments["body"]), "{}", row.id);
    }
}

#[tokio::test]
async fn a_response_that_is_unknown_as_a_whole_is_an_error() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        if node.success_schema(&tree).is_none() {
            continue;
        }
        let server = Server::responding([json(200, &unknown().to_string())]).await;
        let error =
            row.invoke(&client(&server), row.example_arguments()).await.expect_err("no such response");
        assert!(matches!(error, Error::Decode(_)), "{}: {error:?}", row.id);
    }
}
