//! Pages and filters, which all searches share.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::state::{Refusal, Request};

/// The largest page, and the one that a request gets without a `limit`. A `limit` of 0 is not documented; here it is the
/// same as none.
const LARGEST: usize = 1000;
const USUAL: usize = 100;

/// The page that a search asks for.
pub(super) struct Asked {
    pub(super) limit: usize,
    /// The place of its first item.
    pub(super) start: usize,
}

impl Asked {
    pub(super) fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let limit = match request.body.get("limit").and_then(Value::as_u64) {
            None | Some(0) => USUAL,
            Some(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
        };
        if limit > LARGEST || request.body.get("limit").and_then(Value::as_i64).is_some_and(|limit| limit < 0)
        {
            return Err(Refusal::bad_request(format!("limit: between 0 and {LARGEST}")));
        }
        let start = match request.string("cursor") {
            None | Some("") => 0,
            Some(cursor) => usize::from_str_radix(cursor, 16)
                .ok()
                .filter(|_| cursor.len() == CURSOR && !cursor.starts_with('+'))
                .ok_or_else(|| Refusal::bad_request("cursor: not one that a response has given"))?,
        };
        Ok(Self { limit, start })
    }

    /// The page: its items under their name, and `results_metadata`. `next` is the place of the first item that is left.
    pub(super) fn page(
        self,
        name: &str,
        items: Vec<Value>,
        total: usize,
        next: Option<usize>,
    ) -> Map<String, Value> {
        let next = next.map(|next| format!("{next:0width$x}", width = CURSOR));
        let mut page = Map::new();
        page.insert(name.to_owned(), items.into());
        page.insert("results_metadata".to_owned(), json!({"total": total, "next_cursor": next}));
        page
    }
}

/// One page of what a search found.
pub(super) fn page<T>(
    request: &Request<'_>,
    name: &str,
    found: &[T],
    shown: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let asked = Asked::new(request)?;
    let end = asked.start.saturating_add(asked.limit).min(found.len());
    let items = found.get(asked.start..end).unwrap_or_default().iter().map(shown).collect();
    Ok(asked.page(name, items, found.len(), (end < found.len()).then_some(end)))
}

/// The length of a cursor, which is the place of the next item in hexadecimal.
const CURSOR: usize = 16;

/// The type of a filter's value.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    String,
    Strings,
    /// A part of a string, in any case.
    Part,
    Time,
}

impl Kind {
    /// Checks a value. The error says which values a filter of this kind takes.
    fn check(self, value: &Value) -> Result<(), &'static str> {
        let string = value.as_str();
        let (is_valid, expected) = match self {
            Self::String => (string.is_some(), "a string"),
            Self::Strings => (
                value.as_array().is_some_and(|strings| strings.iter().all(Value::is_string)),
                "an array of strings",
            ),
            Self::Part => (
                string.is_some_and(|string| string.chars().count() >= 3),
                "a string of at least 3 characters",
            ),
            Self::Time => {
                (string.and_then(time).is_some(), "a time as in RFC 3339, such as 2026-01-01T00:00:00Z")
            }
        };
        if is_valid { Ok(()) } else { Err(expected) }
    }
}

/// One filter of a search's query.
pub(super) struct Filter<'a> {
    pub(super) name: &'a str,
    value: &'a Value,
}

impl<'a> Filter<'a> {
    /// The filters of a request, all of which have to match. They are among the known ones, and their values are valid.
    pub(super) fn all(request: &Request<'a>, known: &[(&str, Kind)]) -> Result<Vec<Self>, Refusal> {
        let Some(query) = request.body.get("query").filter(|query| !query.is_null()) else {
            return Ok(Vec::new());
        };
        if query.get("operator").and_then(Value::as_str) != Some("AND") {
            return Err(Refusal::bad_request("query.operator: only `AND` is supported"));
        }
        let operands = query.get("operands").and_then(Value::as_array).into_iter().flatten();
        operands.enumerate().map(|(at, operand)| Self::new(at, operand, known)).collect()
    }

    fn new(at: usize, operand: &'a Value, known: &[(&str, Kind)]) -> Result<Self, Refusal> {
        let refused = |message: String| Err(Refusal::bad_request(format!("query.operands[{at}]{message}")));
        let (Some(name), Some(value)) =
            (operand.get("filter_name").and_then(Value::as_str), operand.get("filter_value"))
        else {
            return refused(": set `filter_name` and `filter_value`".to_owned());
        };
        let Some((_, kind)) = known.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let known = known.join(", ");
            return refused(format!(".filter_name: the sandbox has no filter `{name}`, only {known}"));
        };
        match kind.check(value) {
            Ok(()) => Ok(Self { name, value }),
            Err(expected) => refused(format!(".filter_value: `{name}` takes {expected}")),
        }
    }

    /// Returns whether the value is this string, or a list that has it.
    pub(super) fn has(&self, string: &str) -> bool {
        match self.value {
            Value::Array(strings) => strings.iter().any(|other| other.as_str() == Some(string)),
            other => other.as_str() == Some(string),
        }
    }

    /// Returns whether the value is part of this string, in any case.
    pub(super) fn is_in(&self, string: &str) -> bool {
        self.value.as_str().is_some_and(|part| string.to_lowercase().contains(&part.to_lowercase()))
    }

    /// Returns whether the value is an earlier time than this.
    pub(super) fn is_before(&self, other: &str) -> bool {
        time(other) > self.value.as_str().and_then(time)
    }
}

fn time(string: &str) -> Option<Timestamp> {
    string.parse().ok()
}
