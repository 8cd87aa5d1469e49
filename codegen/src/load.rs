//! Parses the document strictly.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use crate::defaults;
use crate::problem::Diagnostic;
use crate::slugs;
use crate::syntax;

/// Parses the document, adds its default responses, and writes the parameters in its paths with braces. Syntax errors and duplicate keys are errors.
pub fn tree(source: &str, text: &str) -> Result<Value, Diagnostic> {
    // Some editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let Strict(mut tree) = yaml_serde::from_str(text).map_err(|error| diagnostic(source, text, &error))?;
    slugs::brace(&mut tree);
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
