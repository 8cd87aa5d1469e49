//! Compares two schemas, field by field, through references and `allOf`.

use serde_json::Value;

use crate::document::At;

/// A difference, without the operation that it is in.
#[derive(Debug)]
pub struct Found {
    /// The place, as `response.connected_apps[].name`.
    pub at: String,
    /// The difference, in words.
    pub is: String,
    /// Its path in our document.
    pub ours: Vec<String>,
    /// Its path in the vendor's.
    pub theirs: Vec<String>,
}

pub(super) const MISSING: &str = "missing here";
pub(super) const EXTRA: &str = "missing at the vendor";
const LAXER: &str = "optional here, required at the vendor";
const STRICTER: &str = "required here, optional at the vendor";
const NULLABLE: &str = "nullable here, not at the vendor";

impl Found {
    /// Returns whether ours accepts everything that the vendor's does, and more.
    pub fn is_laxer(&self) -> bool {
        [LAXER, NULLABLE].contains(&self.is.as_str())
    }
}

/// A node that may be missing, and the node that would have it.
type Optional<'a, 'b> = (Option<At<'a>>, &'b At<'a>);

/// Compares two schemas of which either may be missing.
pub fn compare_optional(at: &str, ours: Optional, theirs: Optional, found: &mut Vec<Found>) {
    let mut report = |is: &str, ours: &At, theirs: &At| {
        found.push(Found::new(at, is, ours, theirs));
    };
    match (ours, theirs) {
        ((Some(ours), _), (Some(theirs), _)) => compare(at, &ours, &theirs, found),
        ((Some(ours), _), (None, theirs)) => report(EXTRA, &ours, theirs),
        ((None, ours), (Some(theirs), _)) => report(MISSING, ours, &theirs),
        ((None, _), (None, _)) => {}
    }
}

/// Compares two parameters of which either may be missing.
pub fn compare_parameter(at: &str, ours: Optional, theirs: Optional, found: &mut Vec<Found>) {
    if let ((Some(ours), _), (Some(theirs), _)) = (&ours, &theirs) {
        required(at, (ours, ours.is("required")), (theirs, theirs.is("required")), found);
        if let (Some(ours), Some(theirs)) = (ours.child("schema"), theirs.child("schema")) {
            compare(at, &ours, &theirs, found);
        }
        return;
    }
    compare_optional(at, ours, theirs, found);
}

/// Compares two schemas.
pub fn compare(at: &str, ours: &At, theirs: &At, found: &mut Vec<Found>) {
    pair(at, ours, theirs, &mut Vec::new(), found);
}

/// The nodes of two schemas that are being compared, as addresses: schemas may contain themselves.
type Within = Vec<(*const Value, *const Value)>;

fn pair(at: &str, ours: &At, theirs: &At, within: &mut Within, found: &mut Vec<Found>) {
    let (ours, theirs) = (ours.resolved(), theirs.resolved());
    let both: (*const Value, *const Value) = (ours.value, theirs.value);
    if within.contains(&both) {
        return;
    }
    within.push(both);
    compare_resolved(at, &ours, &theirs, within, found);
    within.pop();
}

fn compare_resolved(at: &str, ours: &At, theirs: &At, within: &mut Within, found: &mut Vec<Found>) {
    let mut report = |is: &str| found.push(Found::new(at, is, ours, theirs));
    match (ours.is("nullable"), theirs.is("nullable")) {
        (true, false) => report(NULLABLE),
        (false, true) => report("nullable at the vendor, not here"),
        _ => {}
    }
    let (kind, other) = (kind(ours), self::kind(theirs));
    if kind != other {
        return report(&format!("{kind} here, {other} at the vendor"));
    }
    if let Some(is) = words(ours, theirs) {
        report(&is);
    }
    for (key, suffix) in [("items", "[]"), ("additionalProperties", "{}")] {
        if let (Some(ours), Some(theirs)) = (ours.child(key), theirs.child(key)) {
            pair(&format!("{at}{suffix}"), &ours, &theirs, within, found);
        }
    }
    let (fields, others) = (self::fields(ours), self::fields(theirs));
    for field in &fields {
        let at = format!("{at}.{}", field.name);
        match others.iter().find(|other| other.name == field.name) {
            Some(other) => {
                required(&at, (&field.node, field.required), (&other.node, other.required), found);
                pair(&at, &field.node, &other.node, within, found);
            }
            None => found.push(Found::new(&at, EXTRA, &field.node, theirs)),
        }
    }
    for other in others {
        if !fields.iter().any(|field| field.name == other.name) {
            found.push(Found::new(&format!("{at}.{}", other.name), MISSING, ours, &other.node));
        }
    }
}

impl Found {
    fn new(at: &str, is: &str, ours: &At, theirs: &At) -> Self {
        Self {
            at: at.to_owned(),
            is: is.to_owned(),
            ours: ours.pointer.clone(),
            theirs: theirs.pointer.clone(),
        }
    }
}

fn required(at: &str, ours: (&At, bool), theirs: (&At, bool), found: &mut Vec<Found>) {
    let is = match (ours.1, theirs.1) {
        (false, true) => LAXER,
        (true, false) => STRICTER,
        _ => return,
    };
    found.push(Found::new(at, is, ours.0, theirs.0));
}

struct Field<'a> {
    name: &'a str,
    node: At<'a>,
    required: bool,
}

/// The properties of a schema, including those of the parts of its `allOf`.
fn fields<'a>(schema: &At<'a>) -> Vec<Field<'a>> {
    let (mut fields, mut required) = (Vec::new(), Vec::new());
    add_fields(schema, &mut fields, &mut required, 0);
    for field in &mut fields {
        field.required = required.contains(&field.name);
    }
    fields
}

/// The depth to which `allOf` may nest. The build refuses circles; the vendor's documents are not checked.
const DEEPEST: usize = 16;

fn add_fields<'a>(schema: &At<'a>, fields: &mut Vec<Field<'a>>, required: &mut Vec<&'a str>, depth: usize) {
    let schema = schema.resolved();
    for (name, node) in schema.entries("properties") {
        if !fields.iter().any(|field| field.name == name) {
            fields.push(Field { name, node, required: false });
        }
    }
    let names = schema.value.get("required").and_then(Value::as_array);
    required.extend(names.into_iter().flatten().filter_map(Value::as_str));
    if depth < DEEPEST {
        schema.items("allOf").iter().for_each(|part| add_fields(part, fields, required, depth + 1));
    }
}

/// The type of value that a schema describes, in words. Formats that only our build reads are left out.
fn kind(schema: &At) -> String {
    let has = |key: &str| schema.value.get(key).is_some();
    if let [part] = &schema.items("allOf")[..]
        && !has("properties")
        && !has("type")
    {
        return kind(&part.resolved());
    }
    if has("oneOf") || has("anyOf") {
        return "one of several".to_owned();
    }
    let name = match schema.text("type") {
        Some("array") => return "list".to_owned(),
        Some("object") | None if !fields(schema).is_empty() => return "object".to_owned(),
        Some("object") => {
            return match schema.value.get("additionalProperties") {
                None | Some(Value::Bool(false)) => "object",
                Some(Value::Object(values)) if !values.is_empty() => "map",
                Some(_) => "open object",
            }
            .to_owned();
        }
        Some(name) => name,
        None => "anything",
    };
    match schema.text("format").filter(|format| *format != "password") {
        Some(format) => format!("{name} ({format})"),
        None => name.to_owned(),
    }
}

/// Describes the difference between two lists of words.
fn words(ours: &At, theirs: &At) -> Option<String> {
    let all = |at: &At| -> Option<Vec<String>> {
        let words = at.value.get("enum")?.as_array()?.iter();
        Some(words.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect())
    };
    let difference = |some: &[String], others: &[String]| {
        let lacking: Vec<_> = some.iter().filter(|word| !others.contains(word)).cloned().collect();
        (!lacking.is_empty()).then(|| lacking.join(", "))
    };
    match (all(ours), all(theirs)) {
        (Some(ours), Some(theirs)) => match (difference(&theirs, &ours), difference(&ours, &theirs)) {
            (Some(here), Some(there)) => {
                Some(format!("without the words {here} here, without {there} at the vendor"))
            }
            (Some(here), None) => Some(format!("without the words {here} here")),
            (None, Some(there)) => Some(format!("without the words {there} at the vendor")),
            (None, None) => None,
        },
        (Some(ours), None) => Some(format!("one of {} here, any value at the vendor", ours.join(", "))),
        (None, Some(theirs)) => Some(format!("any value here, one of {} at the vendor", theirs.join(", "))),
        (None, None) => None,
    }
}
