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

/// One page of what a search found, each with its place. The places are in order, and nobody's changes when others are
/// deleted, so neither does where a page begins.
pub(super) fn page<T>(
    request: &Request<'_>,
    name: &str,
    found: &[(usize, T)],
    shown: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let asked = Asked::new(request)?;
    let start = found.partition_point(|(place, _)| *place < asked.start);
    let end = start.saturating_add(asked.limit).min(found.len());
    let items = found[start..end].iter().map(|(_, item)| shown(item)).collect();
    let next = found.get(end).map(|(place, _)| *place);
    Ok(asked.page(name, items, found.len(), next))
}

/// The body of a search with whatever its query lacks, if it lacks something. The official SDKs may leave out the operator,
/// the operands or both, which finds everybody.
pub(crate) fn with_whole_query(body: &Value) -> Option<Value> {
    let sent = body.get("query")?.as_object()?;
    let is_missing = |name: &str| sent.get(name).is_none_or(Value::is_null);
    if !is_missing("operator") && !is_missing("operands") {
        return None;
    }
    let mut query = sent.clone();
    for (name, usual) in [("operator", json!("AND")), ("operands", json!([]))] {
        if is_missing(name) {
            query.insert(name.to_owned(), usual);
        }
    }
    let mut body = body.clone();
    body["query"] = query.into();
    Some(body)
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
    /// Two times, `greater_than` and `less_than`.
    Between,
    Flag,
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
            Self::Time => (is_time(value), "a time as in RFC 3339, such as 2026-01-01T00:00:00Z"),
            Self::Between => (
                is_time(&value["greater_than"]) && is_time(&value["less_than"]),
                "an object with the times `greater_than` and `less_than`, as in RFC 3339",
            ),
            Self::Flag => (value.is_boolean(), "true or false"),
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

    /// Returns whether the value is this flag.
    pub(super) fn is(&self, flag: bool) -> bool {
        self.value.as_bool() == Some(flag)
    }

    /// Returns whether the value is an earlier time than this.
    pub(super) fn is_before(&self, other: &str) -> bool {
        time(other) > self.time(None)
    }

    /// Returns whether the value is a later time than this.
    pub(super) fn is_after(&self, other: &str) -> bool {
        time(other) < self.time(None)
    }

    /// Returns whether this time is between the value's two.
    pub(super) fn is_around(&self, other: &str) -> bool {
        let (earlier, later) = (self.time(Some("greater_than")), self.time(Some("less_than")));
        earlier < time(other) && time(other) < later
    }

    fn time(&self, name: Option<&str>) -> Option<Timestamp> {
        let value = name.map_or(self.value, |name| &self.value[name]);
        value.as_str().and_then(time)
    }
}

fn time(string: &str) -> Option<Timestamp> {
    string.parse().ok()
}

fn is_time(value: &Value) -> bool {
    value.as_str().and_then(time).is_some()
}
