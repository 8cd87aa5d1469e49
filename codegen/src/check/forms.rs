//! Checks that a request body in `application/x-www-form-urlencoded` has only fields that a form can carry.
//!
//! <https://spec.openapis.org/oas/v3.0.3#support-for-x-www-form-urlencoded-request-bodies>

use serde_json::Value;

use crate::check::serialization::Kind;
use crate::problem::Problem;
use crate::tree::{FORM, OperationNode, properties, resolve};

pub fn check(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let place = ["requestBody", "content", FORM];
    let mut report = |below: &[&str], message: String| {
        problems.push(Problem::new(operation.below(&[&place, below].concat()), message));
    };
    if operation.body(tree).is_some_and(|media| media.get("encoding").is_some()) {
        let message =
            "`encoding` of a form is not supported: remove it, the client sends a list as `name=a&name=b`";
        report(&["encoding"], message.to_owned());
    }
    if operation.has_empty_body(tree) {
        let message =
            "the form has no fields: describe them as `properties` of its `schema`, or remove the body";
        return report(&[], message.to_owned());
    }
    let schema = operation.body_schema(tree).map_or(&Value::Null, |schema| resolve(tree, schema));
    if Kind::of(tree, schema).is_some_and(|kind| kind != Kind::Other) {
        let message = "a form has fields: describe it as an `object` with `properties`";
        return report(&["schema"], message.to_owned());
    }
    if ["oneOf", "anyOf"].iter().any(|key| schema.get(*key).is_some()) && properties(tree, schema).is_empty()
    {
        let message = "a form of several shapes is not supported: describe all fields as `properties`";
        return report(&["schema"], message.to_owned());
    }
    for (name, property) in properties(tree, schema) {
        // A value of any type can be one that a form cannot carry.
        if !matches!(Kind::of(tree, property), Some(Kind::Scalar | Kind::List)) {
            let message = format!(
                "a form cannot carry the field `{name}`: describe it as a string, a number, a boolean or a list of \
                 these, or the body as JSON"
            );
            report(&["schema", "properties", name], message);
        }
    }
}
