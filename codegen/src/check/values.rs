//! Checks that a schema describes some values, and that a model can tell them apart.

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::Node;

pub fn check(schema: &Node, problems: &mut Vec<Problem>) {
    let mut report = |keys: &[&str], message: String| {
        let place = schema.pointer.iter().map(String::as_str).chain(keys.iter().copied());
        problems.push(Problem::new(place, message));
    };
    for (least, most) in LIMITS {
        let limit = |key: &str| schema.value.get(key).and_then(Value::as_f64);
        if let (Some(from), Some(to)) = (limit(least), limit(most))
            && from > to
        {
            let message = format!("`{least}: {from}` is above `{most}: {to}`: correct one of the two");
            report(&[least], message);
        }
    }
    if let Some(words) = schema.value.get("enum").and_then(Value::as_array) {
        if words.is_empty() {
            report(&["enum"], "the `enum` has no values: list them, or remove it".to_owned());
        }
        for (index, word) in words.iter().enumerate() {
            if let Some(message) = wrong_word(schema.text("type"), word) {
                report(&["enum", &index.to_string()], message);
            }
        }
    }
    if let (Some(format), Some(kind)) = (schema.text("format"), schema.text("type"))
        && let Some(other) = type_of_format(format).filter(|other| *other != kind)
    {
        let message = format!(
            "the format `{format}` is one of type `{other}`, not `{kind}`: remove it, or write `type: {other}`"
        );
        report(&["format"], message);
    }
    if schema.text("type") == Some("array") && schema.value.get("items").is_none() {
        let message =
            "the array does not say what is in it: add `items`, for example `items: {type: string}`";
        report(&[], message.to_owned());
    }
    if schema.value.get("discriminator").is_some() {
        let is_union = ["oneOf", "anyOf"].iter().any(|key| schema.value.get(key).is_some());
        let instead = match is_union {
            true => "give each alternative a required property that the others lack",
            false => "list the schemas that extend this one in a `oneOf` where any of them may be",
        };
        report(&["discriminator"], format!("`discriminator` is not supported: remove it, and {instead}"));
    }
    if schema.value.get("not").is_some() {
        let message =
            "`not` is not supported: remove it, and say in the `description` which values are left out";
        report(&["not"], message.to_owned());
    }
}

/// The mistake in a value of an `enum` that the type of the schema does not have. Null may always be one.
fn wrong_word(kind: Option<&str>, word: &Value) -> Option<String> {
    let fits = match kind? {
        "string" => word.is_string(),
        "integer" => word.is_i64() || word.is_u64(),
        "number" => word.is_number(),
        "boolean" => word.is_boolean(),
        _ => true,
    };
    match (kind?, fits || word.is_null()) {
        (_, true) => None,
        ("string", false) => Some(format!("YAML does not read `{word}` as a string: quote it")),
        (kind, false) => Some(format!("{word} is not of type `{kind}`: correct one of the two")),
    }
}

/// The type of the values that a format describes.
fn type_of_format(format: &str) -> Option<&'static str> {
    let is_integer =
        format.trim_start_matches('u').strip_prefix("int").is_some_and(|bits| bits.parse::<u8>().is_ok());
    match format {
        _ if is_integer => Some("integer"),
        "float" | "double" => Some("number"),
        _ => STRINGS.contains(&format).then_some("string"),
    }
}

/// The formats of strings.
const STRINGS: [&str; 17] = [
    "binary",
    "byte",
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ip",
    "ipv4",
    "ipv6",
    "iri",
    "password",
    "regex",
    "time",
    "uri",
    "url",
    "uuid",
];

/// The pairs of a lower and an upper limit.
const LIMITS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];
