//! Checks that a schema describes some values, and that a model can tell them apart.

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::Node;

pub fn check(schema: &Node, problems: &mut Vec<Problem>) {
    let mut report = |key: Option<&str>, message: String| {
        let place = schema.pointer.iter().map(String::as_str).chain(key);
        problems.push(Problem::new(place, message));
    };
    for (least, most) in LIMITS {
        let limit = |key: &str| schema.value.get(key).and_then(Value::as_f64);
        if let (Some(from), Some(to)) = (limit(least), limit(most))
            && from > to
        {
            let message = format!("`{least}: {from}` is above `{most}: {to}`: correct one of the two");
            report(Some(least), message);
        }
    }
    if schema.text("type") == Some("array") && schema.value.get("items").is_none() {
        let message =
            "the array does not say what is in it: add `items`, for example `items: {type: string}`";
        report(None, message.to_owned());
    }
    if schema.value.get("discriminator").is_some() {
        let message = "`discriminator` is not supported: remove it, and give each alternative a required \
                       property that the others lack";
        report(Some("discriminator"), message.to_owned());
    }
}

/// The pairs of a lower and an upper limit.
const LIMITS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];
