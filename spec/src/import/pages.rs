//! Recognises pagination: a `cursor` goes in, a `next_cursor` and one list come out.

use codegen::tree::JSON;
use serde_json::{Value, json};

use crate::document::At;

/// The places of the cursors and the items.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The path to the next cursor in the response.
    pub next: String,
    /// The list in the response.
    pub items: String,
    /// A response may lack the next cursor, as that of the last page does.
    pub can_end: bool,
}

const CURSOR: &str = "cursor";
const NEXT: &str = "next_cursor";

impl Pages {
    /// The pages of an operation, if it has any.
    pub fn of(operation: &At, response: Option<&At>) -> Option<Self> {
        let response = response?;
        let body = operation.descendant(&["requestBody", "content", JSON, "schema", "properties", CURSOR]);
        let in_query = |parameter: &At| {
            let parameter = parameter.resolved();
            parameter.text("in") == Some("query") && parameter.text("name") == Some(CURSOR)
        };
        let query =
            operation.items("parameters").into_iter().find(in_query).and_then(|at| at.child("schema"));
        body.or(query).filter(is_text)?;
        let properties = response.entries("properties");
        let own = (String::new(), response.clone());
        let below = properties.iter().map(|(name, node)| (format!("{name}."), node.resolved()));
        let (parents, owner) = [own]
            .into_iter()
            .chain(below)
            .find(|(_, owner)| owner.descendant(&["properties", NEXT]).is_some_and(|node| is_text(&node)))?;
        let required = owner.value.get("required").and_then(Value::as_array);
        let can_end = !required.is_some_and(|names| names.iter().any(|name| name == NEXT));
        let mut lists = properties.iter().filter(|(_, node)| node.resolved().text("type") == Some("array"));
        let (items, list) = lists.next()?;
        let item = list.child("items")?;
        let is_item =
            item.value.get("$ref").is_some() || item.value.get("properties").is_some() || is_text(&item);
        (lists.next().is_none() && is_item).then(|| Self {
            next: format!("{parents}{NEXT}"),
            items: (*items).to_owned(),
            can_end,
        })
    }

    /// The extension that says so.
    pub fn extension(&self) -> Value {
        json!({"cursor": CURSOR, "next": self.next, "items": self.items})
    }
}

fn is_text(node: &At) -> bool {
    let node = node.resolved();
    node.text("type") == Some("string") && node.value.get("enum").is_none()
}
