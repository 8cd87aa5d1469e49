use serde::{Deserialize, Deserializer};

/// Decodes a list or a map. `null` is an empty one: some servers write an empty list so.
#[allow(dead_code, reason = "a document need not have lists")]
pub(crate) fn null_is_empty<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
