//! Pages and filters, which all searches share.

use serde_json::{Map, Value, json};

use crate::sandbox::state::{Refusal, Request};

/// The largest page, and the one that a request gets without a `limit`. What a `limit` of 0 means is not
/// documented; here it is none.
const LARGEST: usize = 1000;
const USUAL: usize = 100;

/// One page of what a search found: the items under their name, and `results_metadata`.
pub(super) fn page<T>(
    request: &Request<'_>,
    name: &str,
    found: &[T],
    shown: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let limit = match request.body.get("limit").and_then(Value::as_u64) {
        None | Some(0) => USUAL,
        Some(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
    };
    if limit > LARGEST || request.body.get("limit").and_then(Value::as_i64).is_some_and(|limit| limit < 0) {
        return Err(Refusal::bad_request(format!("limit: between 0 and {LARGEST}")));
    }
    let start = match request.text("cursor") {
        None | Some("") => 0,
        Some(cursor) => usize::from_str_radix(cursor, 16)
            .ok()
            .filter(|_| cursor.len() == CURSOR)
            .ok_or_else(|| Refusal::bad_request("cursor: not one that a response has given"))?,
    };
    let end = start.saturating_add(limit).min(found.len());
    let items: Vec<Value> = found.get(start..end).unwrap_or_default().iter().map(shown).collect();
    let next = (end < found.len()).then(|| format!("{end:0width$x}", width = CURSOR));
    let mut page = Map::new();
    page.insert(name.to_owned(), items.into());
    page.insert("results_metadata".to_owned(), json!({"total": found.len(), "next_cursor": next}));
    Ok(page)
}

/// The length of a cursor, which is the place of the next item in hexadecimal.
const CURSOR: usize = 16;

/// One filter of a search's query.
pub(super) struct Filter<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Value,
}

impl<'a> Filter<'a> {
    /// The filters of a request, all of which have to match.
    pub(super) fn all(request: &Request<'a>) -> Result<Vec<Self>, Refusal> {
        let Some(query) = request.body.get("query").filter(|query| !query.is_null()) else {
            return Ok(Vec::new());
        };
        if query.get("operator").and_then(Value::as_str) != Some("AND") {
            return Err(Refusal::bad_request("query.operator: only `AND` is supported"));
        }
        let operands = query.get("operands").and_then(Value::as_array).into_iter().flatten();
        operands
            .map(|operand| {
                match (operand.get("filter_name").and_then(Value::as_str), operand.get("filter_value")) {
                    (Some(name), Some(value)) => Ok(Self { name, value }),
                    _ => Err(Refusal::bad_request(
                        "query.operands: each has a `filter_name` and a `filter_value`",
                    )),
                }
            })
            .collect()
    }

    /// Whether the value, a list of texts or one, has this text.
    pub(super) fn has(&self, text: &str) -> bool {
        match self.value {
            Value::Array(texts) => texts.iter().any(|other| other.as_str() == Some(text)),
            other => other.as_str() == Some(text),
        }
    }

    /// Whether the value is part of this text, whatever the case. Stytch asks for three characters.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let part = self.value.as_str().unwrap_or_default().to_lowercase();
        part.chars().count() >= 3 && text.to_lowercase().contains(&part)
    }

    pub(super) fn unknown(&self) -> Refusal {
        Refusal::bad_request(format!("query.operands: the sandbox has no filter `{}`", self.name))
    }
}
