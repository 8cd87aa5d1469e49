//! The example in the docs of a client's method: a doctest that makes the call with the document's example
//! values.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::calls::call::Call;
use crate::names;
use crate::sample;
use crate::tree::{is_option, list, properties, resolve};

pub fn doctest(call: &Call, tree: &Value, adapted: &Value) -> String {
    let mut example = Example { adapted, types: BTreeSet::new() };
    let setters: Vec<String> = example.parameters(call, tree);
    let body = call.written.body(tree).filter(|_| call.body.is_some());
    let body = body.and_then(|media| example.body(call, &sample::of_media(tree, media)?));
    let is_paged = is_paged(call);
    let method = format!(".{}()", call.method);
    let sent = body.as_ref().map(|_| ".body(body)".to_owned());
    let last = if is_paged { ".stream();" } else { ".await?;" };
    let chain: Vec<String> =
        std::iter::once(method).chain(setters).chain(sent).chain([last.to_owned()]).collect();
    let mut lines = vec!["```no_run".to_owned(), "# use stytch_connected_apps::Client;".to_owned()];
    if is_paged {
        lines.push("use futures_util::TryStreamExt;".to_owned());
    }
    lines.extend(example.types.iter().map(|name| format!("use stytch_connected_apps::{name};")));
    lines.extend(call.is_deprecated().then(|| "# #[allow(deprecated)]".to_owned()));
    // By their paths, as models may have these names.
    let result = "std::result::Result<(), std::boxed::Box<dyn std::error::Error>>";
    lines.push(format!("# async fn example(client: Client) -> {result} {{"));
    lines.extend(body.map(|body| format!("let body = {body};")));
    let name = if is_paged { "let mut items" } else { "let response" };
    lines.push(format!("{name} = client{}", laid_out(&chain)));
    if is_paged {
        let more = ["while let Some(item) = items.try_next().await? {", "    println!(\"{item:?}\");", "}"];
        lines.extend(more.map(str::to_owned));
    }
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines.join("\n")
}

fn is_paged(call: &Call) -> bool {
    call.written.value.get("x-pagination").is_some()
}

/// A chain of methods on one line, or on a line each.
fn laid_out(chain: &[String]) -> String {
    let line = chain.concat();
    match line.len() <= 70 && !line.contains('\n') {
        true => line,
        false => chain.iter().map(|link| format!("\n    {}", link.replace('\n', "\n    "))).collect(),
    }
}

struct Example<'a> {
    adapted: &'a Value,
    /// The types that the example imports.
    types: BTreeSet<String>,
}

impl Example<'_> {
    /// The setters of the required parameters, and of the others for which the document has an example. Those of
    /// pages may be cursors.
    fn parameters(&mut self, call: &Call, tree: &Value) -> Vec<String> {
        let written = call.written.parameters.iter();
        call.parameters
            .iter()
            .filter_map(|parameter| {
                let node = written.clone().find(|node| node.text("name") == Some(&parameter.name))?;
                let is_shown = !is_paged(call) && node.value.get("example").is_some();
                if !parameter.required && !is_shown {
                    return None;
                }
                let adapted = call.adapted.parameters.iter();
                let adapted = adapted.clone().find(|node| node.text("name") == Some(&parameter.name))?;
                let value = sample::of_media(tree, node.value)?;
                let value = self.value(adapted.value.get("schema")?, &value, value.is_array())?;
                Some(format!(".{}({value})", parameter.setter))
            })
            .collect()
    }

    /// The request body, by its builder if that can express all required values.
    fn body(&mut self, call: &Call, value: &Value) -> Option<String> {
        let schema = call.adapted.body_schema(self.adapted)?;
        self.model(schema, value).or_else(|| {
            let model = self.import(schema)?;
            Some(format!("serde_json::from_value::<{model}>(serde_json::json!({value}))?"))
        })
    }

    /// A model by its builder, with all required fields and those that can be written so.
    fn model(&mut self, reference: &Value, value: &Value) -> Option<String> {
        let types = self.types.clone();
        let model = self.chain(reference, value);
        if model.is_none() {
            self.types = types;
        }
        model
    }

    fn chain(&mut self, reference: &Value, value: &Value) -> Option<String> {
        let schema = resolve(self.adapted, reference);
        let mut chain = vec![format!("{}::builder()", self.import(reference)?)];
        for (name, property) in properties(self.adapted, schema) {
            let optional = is_option(self.adapted, schema, name);
            let Some(value) = value.get(name) else { continue };
            match self.value(property, value, false) {
                Some(value) => chain.push(format!(".{}({value})", names::snake(name))),
                None if optional => {}
                None => return None,
            }
        }
        Some(laid_out(&chain).trim_start().to_owned())
    }

    /// An expression that a setter accepts, if there is a short one. `exact` is for one that has the type itself, and
    /// does not only convert to it.
    fn value(&mut self, schema: &Value, value: &Value, exact: bool) -> Option<String> {
        let resolved = resolve(self.adapted, schema);
        let text = |key: &str| resolved.get(key).and_then(Value::as_str);
        // A component that may be null is a type around an `Option`, and one that is a plain string a type around that.
        let is_wrapped = schema.get("$ref").is_some()
            && (resolved.get("nullable") == Some(&Value::Bool(true))
                || (exact && resolved.get("enum").is_none()));
        if is_wrapped {
            return None;
        }
        match (text("type"), value) {
            (Some("string"), Value::String(word)) if resolved.get("enum").is_some() => {
                Some(format!("{}::{}", self.import(schema)?, variant(resolved, word)))
            }
            (Some("string"), Value::String(secret)) if text("format") == Some("password") => {
                self.types.insert("Secret".to_owned());
                Some(format!("Secret::from({secret:?})"))
            }
            (Some("string"), Value::String(text)) if exact => Some(format!("{text:?}.to_owned()")),
            (Some("string"), Value::String(text)) => Some(format!("{text:?}")),
            (Some("boolean"), Value::Bool(value)) => Some(value.to_string()),
            (Some("integer"), Value::Number(number)) => {
                let suffix = text("format").and_then(|format| format.split_once("int")).map_or_else(
                    || "i64".to_owned(),
                    |(sign, bits)| format!("{}{bits}", if sign.is_empty() { "i" } else { "u" }),
                );
                Some(format!("{number}_{suffix}"))
            }
            (Some("array"), Value::Array(items)) => {
                let schema = resolved.get("items")?;
                if items.is_empty() && !exact {
                    let is_string = schema == &json!({"type": "string"});
                    return is_string.then(|| "Vec::<String>::new()".to_owned());
                }
                let list = if exact { "vec!" } else { "" };
                // A list in a list does not convert.
                let exact = exact || resolve(self.adapted, schema).get("items").is_some();
                let items: Option<Vec<String>> =
                    items.iter().map(|item| self.value(schema, item, exact)).collect();
                let items = items.filter(|items| have_one_type(items))?;
                Some(format!("{list}[{}]", items.join(", ")))
            }
            (_, Value::Object(_)) if !exact && resolved.get("properties").is_some() => {
                self.model(schema, value)
            }
            (None, _) if !exact => self.alternative(resolved, value),
            _ => None,
        }
    }

    /// A value of a union, by the alternative that it is of.
    fn alternative(&mut self, union: &Value, value: &Value) -> Option<String> {
        list(union, "oneOf").find_map(|alternative| {
            let resolved = resolve(self.adapted, alternative);
            let ty = resolved.get("type").and_then(Value::as_str);
            match (ty, value) {
                (Some("string"), Value::String(text)) => Some(format!("{text:?}")),
                (Some("array"), Value::Array(items)) => {
                    let is_texts =
                        !items.is_empty() && resolved.get("items") == Some(&json!({"type": "string"}));
                    is_texts.then(|| self.value(alternative, value, false)).flatten()
                }
                (Some("integer"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => {
                    self.value(alternative, value, false)
                }
                (_, Value::Object(fields)) => {
                    let known = properties(self.adapted, resolved);
                    let is_known = |field: &String| known.iter().any(|(name, _)| name == field);
                    let is_of = !known.is_empty() && fields.keys().all(is_known);
                    is_of.then(|| self.model(alternative, value)).flatten()
                }
                _ => None,
            }
        })
    }

    /// The name of the model that a reference points to.
    fn import(&mut self, reference: &Value) -> Option<String> {
        let name = names::camel(reference.get("$ref")?.as_str()?.rsplit('/').next()?);
        self.types.insert(format!("types::{name}"));
        Some(name)
    }
}

/// Returns whether expressions can stand in one array. Those of a union can be builders of several models.
fn have_one_type(items: &[String]) -> bool {
    let builder = |item: &String| item.split_once("::builder()").map(|(model, _)| model.to_owned());
    items.iter().all(|item| builder(item) == items.first().and_then(builder))
}

/// The variant for a string, or a conversion from it if two strings have the same variant name.
fn variant(schema: &Value, word: &str) -> String {
    let name = names::camel(word);
    let same = list(schema, "enum").filter_map(Value::as_str).filter(|other| names::camel(other) == name);
    if same.count() == 1 { name } else { format!("from({word:?})") }
}
