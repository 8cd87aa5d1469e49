//! Prints a document of many that were drawn at random, each of which builds: `drawn FIRST LAST`, by their seeds.

#[path = "../tests/drawn/draw.rs"]
mod draw;

use draw::Draw;
use serde_json::{Value, json};

fn main() {
    let seeds: Vec<u64> = std::env::args().skip(1).filter_map(|seed| seed.parse().ok()).collect();
    let [first, last] = seeds[..] else { panic!("drawn FIRST LAST") };
    let mut all = json!({
        "openapi": "3.0.3",
        "info": {"title": "Drawn", "version": "1"},
        "paths": {},
        "components": {"schemas": {}},
    });
    for seed in first..last {
        let mut document = Draw(seed).document();
        if stytch_connected_apps_codegen::run("drawn", &document.to_string(), &[]).is_err() {
            continue;
        }
        rename(&mut document, seed);
        let operation = &mut document["paths"]["/v1/things"];
        operation["post"]["operationId"] = format!("thing_{seed}").into();
        all["paths"][format!("/v1/things/{seed}")] = operation.take();
        for (name, schema) in document["components"]["schemas"].as_object_mut().into_iter().flatten() {
            all["components"]["schemas"][format!("D{seed}{name}")] = schema.take();
        }
    }
    println!("{}", serde_json::to_string_pretty(&all).expect("JSON"));
}

/// Gives the names of a document's schemas a prefix, so that they collide only with each other.
fn rename(node: &mut Value, seed: u64) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, seed)),
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                match value.as_str() {
                    Some(text) if key == "$ref" => {
                        *value = text.replace("schemas/", &format!("schemas/D{seed}")).into();
                    }
                    Some(text) if key == "title" => *value = format!("D{seed} {text}").into(),
                    _ => rename(value, seed),
                }
            }
        }
        _ => {}
    }
}
