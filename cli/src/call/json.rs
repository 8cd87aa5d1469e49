use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use stytch_connected_apps::operations::Operation;

use crate::failure::Failure;

/// JSON whose members are in the order in which they came, and whose strings and numbers are as they were written.
#[derive(Debug)]
pub enum Json<'a> {
    /// A string, a number, a word, or what is nested deeper than anybody reads.
    Plain(&'a str),
    List(Vec<Json<'a>>),
    Object(Vec<(String, Json<'a>)>),
}

/// Deeper values are printed as they came.
const DEEPEST: usize = 100;

impl<'a> Json<'a> {
    pub fn parse(json: &'a str) -> Result<Self, Failure> {
        let raw: Result<&RawValue, _> = serde_json::from_str(json);
        raw.and_then(|raw| Self::of(raw, 0)).map_err(|error| Failure::new(error.to_string()))
    }

    fn of(raw: &'a RawValue, depth: usize) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(raw.get());
        match raw.get().as_bytes().first() {
            Some(b'[') if depth < DEEPEST => {
                let items = json.deserialize_seq(Items)?;
                Ok(Self::List(
                    items.into_iter().map(|item| Self::of(item, depth + 1)).collect::<Result<_, _>>()?,
                ))
            }
            Some(b'{') if depth < DEEPEST => {
                let members = json.deserialize_map(Members)?.into_iter();
                let members = members.map(|(name, value)| Ok((name, Self::of(value, depth + 1)?)));
                Ok(Self::Object(members.collect::<Result<_, serde_json::Error>>()?))
            }
            _ => Ok(Self::Plain(raw.get())),
        }
    }

    /// The value that a path such as `a.b` leads to.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |value, name| match value {
            Self::Object(members) => {
                members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
            }
            _ => None,
        })
    }

    /// Replaces the secrets with `[redacted]`.
    pub fn redact(&mut self, operation: &Operation) {
        match self {
            Self::Plain(_) => {}
            Self::List(items) => items.iter_mut().for_each(|item| item.redact(operation)),
            Self::Object(members) => members.iter_mut().for_each(|(name, value)| {
                if operation.is_secret(name) && !matches!(value, Self::Plain("null")) {
                    *value = Self::Plain("\"[redacted]\"");
                } else {
                    value.redact(operation);
                }
            }),
        }
    }

    /// On several lines, indented.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(1));
        out
    }

    /// On one line.
    pub fn compact(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// `indent` is that of the members, or none for one line.
    fn write(&self, out: &mut String, indent: Option<usize>) {
        let below = indent.map(|indent| indent + 1);
        match self {
            Self::Plain(json) => *out += json,
            Self::List(items) => {
                enclosed(out, ['[', ']'], indent, items, |out, item| item.write(out, below));
            }
            Self::Object(members) => enclosed(out, ['{', '}'], indent, members, |out, (name, value)| {
                *out += &serde_json::Value::from(name.as_str()).to_string();
                *out += if indent.is_some() { ": " } else { ":" };
                value.write(out, below);
            }),
        }
    }
}

fn enclosed<T>(
    out: &mut String,
    [open, close]: [char; 2],
    indent: Option<usize>,
    parts: &[T],
    write: impl Fn(&mut String, &T),
) {
    let line = |out: &mut String, indent: usize| {
        out.push('\n');
        *out += &"  ".repeat(indent);
    };
    out.push(open);
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if let Some(indent) = indent {
            line(out, indent);
        }
        write(out, part);
    }
    if let Some(indent) = indent.filter(|_| !parts.is_empty()) {
        line(out, indent - 1);
    }
    out.push(close);
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_stays_as_it_was() {
        let json = r#"{"b":1.0,"a":[],"n":-0,"big":123456789012345678901234567890,"e":1E5,"s":"\u00e9\/","o":{},"b":[null,{"x":""}]}"#;
        let parsed = Json::parse(json).expect("JSON");
        assert_eq!(parsed.compact(), json);
        let pretty = parsed.pretty();
        let joined: String = pretty.lines().map(str::trim_start).collect();
        assert_eq!(joined.replace("\": ", "\":"), json);
        assert!(pretty.contains("\n  \"a\": [],\n"), "{pretty}");
    }

    #[test]
    fn no_depth_is_too_deep() {
        let json = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(Json::parse(&json).expect("JSON").compact(), json);
    }
}
