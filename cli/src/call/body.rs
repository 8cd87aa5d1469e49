use std::io::{self, Read};

use serde_json::{Map, Value};

use crate::text;

/// The value of `--body`: JSON, `@FILE`, or `-` for standard input.
pub fn read(argument: &str) -> Result<Value, String> {
    let (source, json) = match (argument, argument.strip_prefix('@')) {
        ("-", _) => {
            let mut input = Vec::new();
            let read = io::stdin().read_to_end(&mut input);
            read.map_err(|error| format!("cannot read standard input: {error}"))?;
            ("standard input", input)
        }
        (_, Some(path)) => (path, std::fs::read(path).map_err(|error| format!("--body: {path}: {error}"))?),
        _ => ("--body", argument.into()),
    };
    let json = text::decode_strictly(&json).map_err(|error| format!("{source}: {error}"))?;
    serde_json::from_str(&json).map_err(|error| format!("{source}: not JSON: {error}"))
}

/// Adds the properties that flags set to the body.
pub fn with(body: Option<Value>, properties: Map<String, Value>) -> Result<Option<Value>, String> {
    match body {
        body if properties.is_empty() => Ok(body),
        None => Ok(Some(properties.into())),
        Some(Value::Object(mut body)) => {
            body.extend(properties);
            Ok(Some(body.into()))
        }
        Some(_) => Err("--body: not a JSON object, so no flag can set its properties".to_owned()),
    }
}
