//! Parses the document strictly, and maps a pointer into the tree back to a position in the text.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use crate::defaults;
use crate::problem::Diagnostic;
use crate::syntax;

/// Parses the document and adds its default responses. Syntax errors and duplicate keys are errors.
pub fn tree(source: &str, text: &str) -> Result<Value, Diagnostic> {
    // Some editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let Strict(mut tree) = yaml_serde::from_str(text).map_err(|error| diagnostic(source, text, &error))?;
    defaults::add(&mut tree);
    Ok(tree)
}

/// Turns an error of the YAML loader into a diagnostic. Moves the position from the end of the message to its
/// start, and drops the loader's path from this module's own messages: the position is more precise.
pub fn diagnostic(source: &str, text: &str, error: &yaml_serde::Error) -> Diagnostic {
    let position = error.location().map(|at| (at.line(), at.column()));
    let mut message = error.to_string();
    if let Some(end) = message.find(" at line ") {
        message.truncate(end);
    }
    if let Some(start) = message.find(OWN_MESSAGE) {
        message.drain(..start + OWN_MESSAGE.len_utf8());
    }
    let (position, message) = syntax::explained(text, position, &message);
    Diagnostic::new(source, position, &message)
}

/// Marks where a message of this module starts. The loader prepends a path to it.
const OWN_MESSAGE: char = '\u{1}';

/// The line and column, from 1, of the key or list item at `pointer`, or of its nearest ancestor that exists.
pub fn locate(text: &str, pointer: &[String]) -> Option<(usize, usize)> {
    (1..=pointer.len()).rev().find_map(|length| {
        // The loader adds the position to an error that a visitor raises. So walk to the node and raise one
        // there.
        let found = Seek(&pointer[..length])
            .deserialize(yaml_serde::Deserializer::from_str(text))
            .err()
            .filter(|error| error.to_string().contains(FOUND))?;
        found.location().map(|at| (at.line(), at.column()))
    })
}

/// The error that carries the position of the node.
const FOUND: &str = "the node that was looked for";

/// A [`Value`] parsed without duplicate keys.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can represent")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        match value.is_finite() {
            true => Ok(value.into()),
            false => {
                Err(E::custom(format!("{OWN_MESSAGE}JSON has no `.inf` or `.nan`: write a finite number")))
            }
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key_seed(Key(|key: &str| match key {
            "<<" => Some(format!("{OWN_MESSAGE}YAML 1.2 has no merge keys (`<<`): write the fields out")),
            _ => map
                .contains_key(key)
                .then(|| format!("{OWN_MESSAGE}duplicate key `{key}`: remove one of the two")),
        }))? {
            let Strict(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(map.into())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (tag, _) = tagged.variant::<String>()?;
        Err(A::Error::custom(format!("{OWN_MESSAGE}the YAML tag `!{tag}` is not supported: remove it")))
    }
}

/// Walks to the node at a path and raises an error there.
struct Seek<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = IgnoredAny;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<IgnoredAny, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = IgnoredAny;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FOUND)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<IgnoredAny, A::Error> {
        let Some((wanted, rest)) = self.0.split_first() else {
            return Err(A::Error::custom(FOUND));
        };
        let wanted = wanted.parse().unwrap_or(usize::MAX);
        let mut index = 0;
        loop {
            let item = if index == wanted {
                items.next_element_seed(Seek(rest))?
            } else {
                items.next_element::<IgnoredAny>()?
            };
            if item.is_none() {
                return Ok(IgnoredAny);
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<IgnoredAny, A::Error> {
        let Some((wanted, rest)) = self.0.split_first() else {
            return Err(A::Error::custom(FOUND));
        };
        while let Some(key) = entries
            .next_key_seed(Key(|key: &str| (rest.is_empty() && key == wanted).then(|| FOUND.to_owned())))?
        {
            if key == *wanted {
                entries.next_value_seed(Seek(rest))?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(IgnoredAny)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<IgnoredAny, E> {
        Err(E::custom(FOUND))
    }
}

/// A key as a string (`200:` is a number in YAML). An error if the closure returns one.
struct Key<F>(F);

impl<'de, F: Fn(&str) -> Option<String>> DeserializeSeed<'de> for Key<F> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: Fn(&str) -> Option<String>> Visitor<'de> for Key<F> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<String, E> {
        match (self.0)(key) {
            Some(reason) => Err(E::custom(reason)),
            None => Ok(key.to_owned()),
        }
    }

    fn visit_bool<E: Error>(self, key: bool) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_u64<E: Error>(self, key: u64) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }
}
