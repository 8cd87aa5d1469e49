//! The example in the docs of an operation's method, as a doctest where it can be one.

use serde_json::Value;
use syn::{Expr, ImplItemFn, Lit, LitStr, Meta};

use super::super::names;
use super::super::tree::OperationNode;

/// Puts the document's example values into progenitor's example, which has none and so cannot
/// compile. An operation with a body or a parameter that is not text keeps it, as mere text.
pub fn replace(function: &mut ImplItemFn, operation: &OperationNode, method: &str) {
    for attribute in &mut function.attrs {
        let Meta::NameValue(meta) = &mut attribute.meta else { continue };
        let Expr::Lit(literal) = &mut meta.value else { continue };
        let Lit::Str(text) = &literal.lit else { continue };
        let old = text.value();
        if let Some((before, block)) = old.split_once("```ignore") {
            let new = match doctest(operation, method) {
                Some(doctest) => format!("{before}\n{doctest}"),
                None => format!("{before}\n```text{}", block.replace(".send()\n    .await;", ".await?;")),
            };
            literal.lit = Lit::Str(LitStr::new(&new, text.span()));
        }
    }
}

fn doctest(operation: &OperationNode, method: &str) -> Option<String> {
    if operation.value.get("requestBody").is_some() {
        return None;
    }
    let mut setters = String::new();
    for parameter in &operation.parameters {
        if parameter.value.get("required") != Some(&Value::Bool(true)) {
            continue;
        }
        let schema = parameter.value.get("schema")?;
        if schema.get("type")?.as_str()? != "string" || schema.get("enum").is_some() {
            return None;
        }
        let name = parameter.text("name")?;
        let value = parameter.text("example").unwrap_or(name);
        setters.push_str(&format!("    .{}({value:?})\n", names::snake(name)));
    }
    Some(format!(
        "```no_run\n\
         # async fn example(client: stytch_connected_apps::Client) -> Result<(), stytch_connected_apps::Error> {{\n\
         let response = client\n    .{method}()\n{setters}    .await?;\n\
         # Ok(())\n\
         # }}\n```"
    ))
}
