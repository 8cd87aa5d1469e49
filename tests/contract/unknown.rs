//! Responses and requests may hold values that the document does not list: words, numbers, and alternatives of a
//! union.

use codegen::{choices, tree};
use scripted_server::{Server, json};
use serde_json::{Value, json};
use stytch_connected_apps::Error;
use stytch_connected_apps::operations::{self, Example};

use crate::{assert_sent, client, document, sent, without_empty};

/// A value that no alternative of a union has room for.
fn unknown() -> Value {
    json!([[{"tomorrow": 1}]])
}

/// Replaces every value for which the document has a list or a choice by one that it does not have.
fn age(tree: &Value, schema: &Value, value: &mut Value, is_whole: bool) {
    let schema = tree::resolve(tree, schema);
    if value.is_null() {
        return;
    }
    for part in tree::list(schema, "allOf") {
        age(tree, part, value, is_whole);
    }
    if let Some(first) = tree::list(schema, "enum").next() {
        *value = match first {
            Value::Bool(known) => (!known).into(),
            Value::Number(_) => 987_654_321.into(),
            _ => "tomorrow".into(),
        };
    }
    for key in ["oneOf", "anyOf"].into_iter().filter(|key| choices::of(schema, key).is_none()) {
        let mut alternatives: Vec<&Value> = Vec::new();
        for alternative in tree::list(schema, key) {
            if !alternatives.contains(&alternative) {
                alternatives.push(alternative);
            }
        }
        let are = |kind: &str| {
            let mut resolved = alternatives.iter().map(|alternative| tree::resolve(tree, alternative));
            resolved.all(|schema| schema.get("type").is_some_and(|other| other == kind))
        };
        // A whole response has to be known: anything may come from elsewhere. An object can be of several
        // alternatives of an `anyOf`.
        let is_known = is_whole || alternatives.len() == 1 || (key == "anyOf" && are("object"));
        match alternatives.as_slice() {
            [] => {}
            [_, ..] if is_known => alternatives.iter().for_each(|schema| age(tree, schema, value, is_whole)),
            [_, ..] => *value = if are("string") { "tomorrow".into() } else { unknown() },
        }
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
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
        assert_sent(row, body, &arguments["body"]);
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
