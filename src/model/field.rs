//! The arguments that the setters of models' builders take.
#![allow(dead_code, reason = "a document need not have models with optional fields and lists")]

use std::fmt::Display;

/// The argument of a setter for an optional field of type `T`: anything that converts to a `T`, or an `Option<T>`.
///
/// A string converts to a `String`, a [`Secret`](crate::Secret) and a string enum, and a model's builder to the
/// model. For a list, see [`List`]. `Kind` is [`Given`] or [`Maybe`]: it tells the implementations apart, and is
/// inferred. The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "the field takes a value that converts to `{T}`, or an `Option<{T}>`",
    label = "does not convert to `{T}`"
)]
pub trait Optional<T, Kind>: sealed::Sealed<T, Kind> {
    /// The value, or why it does not convert.
    fn into_option(self) -> Result<Option<T>, String>;
}

/// Marks the implementation of [`Optional`] for a value.
#[derive(Debug)]
pub enum Given {}

/// Marks the implementation of [`Optional`] for an `Option`.
#[derive(Debug)]
pub enum Maybe {}

mod sealed {
    use super::{Display, Given, List, Maybe};

    pub trait Sealed<T, Kind> {}

    impl<T, V: TryInto<T, Error: Display>> Sealed<T, Given> for V {}
    impl<T> Sealed<T, Maybe> for Option<T> {}
    impl<T> Sealed<List<T>, Maybe> for Option<Vec<T>> {}
}

impl<T, V: TryInto<T, Error: Display>> Optional<T, Given> for V {
    fn into_option(self) -> Result<Option<T>, String> {
        self.try_into().map(Some).map_err(|error| error.to_string())
    }
}

impl<T> Optional<T, Maybe> for Option<T> {
    fn into_option(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl<T> Optional<List<T>, Maybe> for Option<Vec<T>> {
    fn into_option(self) -> Result<Option<List<T>>, String> {
        Ok(self.map(List))
    }
}

/// The argument of a setter for a list of `T`s: a `Vec` of them, or an array of what converts to them.
#[derive(Debug, Clone)]
pub struct List<T>(Vec<T>);

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, I: TryInto<T, Error: Display>, const N: usize> TryFrom<[I; N]> for List<T> {
    type Error = String;

    fn try_from(items: [I; N]) -> Result<Self, String> {
        let items = items.into_iter().map(|item| item.try_into().map_err(|error| error.to_string()));
        items.collect::<Result<_, _>>().map(Self)
    }
}

/// The value for an optional field of this name.
pub(crate) fn optional<T, K>(name: &str, value: impl Optional<T, K>) -> Result<Option<T>, String> {
    value.into_option().map_err(|reason| failed(name, reason))
}

/// The value for a field of this name.
pub(crate) fn required<T>(name: &str, value: impl TryInto<T, Error: Display>) -> Result<T, String> {
    value.try_into().map_err(|reason| failed(name, reason))
}

/// The list for a field of this name.
pub(crate) fn list<T>(name: &str, value: impl TryInto<List<T>, Error: Display>) -> Result<Vec<T>, String> {
    required(name, value).map(|list: List<T>| list.0)
}

/// The list for an optional field of this name.
pub(crate) fn optional_list<T, K>(
    name: &str,
    value: impl Optional<List<T>, K>,
) -> Result<Option<Vec<T>>, String> {
    optional(name, value).map(|list| list.map(|list| list.0))
}

/// In the words of the generator's own setters.
fn failed(name: &str, reason: impl Display) -> String {
    format!("error converting supplied value for {name}: {reason}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::path_segment::PathSegment;
    use crate::model::secret::Secret;

    #[test]
    fn an_optional_field_takes_what_converts_and_an_option() {
        let text: Result<Option<String>, String> = Ok(Some("a".to_owned()));
        assert_eq!(optional("field", "a"), text);
        assert_eq!(optional("field", "a".to_owned()), text);
        assert_eq!(optional("field", Some("a".into())), text);
        assert_eq!(optional::<String, _>("field", None), Ok(None));
        assert_eq!(optional::<i64, _>("field", 1), Ok(Some(1)));
        assert_eq!(optional::<Secret, _>("field", "a"), Ok(Some(Secret::from("a"))));
    }

    #[test]
    fn a_list_is_a_vector_or_an_array_of_what_converts() {
        let texts = || vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(list("field", texts()), Ok(texts()));
        assert_eq!(list("field", ["a", "b"]), Ok(texts()));
        assert_eq!(list::<String>("field", vec![]), Ok(Vec::new()));
        assert_eq!(list::<Value>("field", [json!(1)]), Ok(vec![json!(1)]));
        assert_eq!(optional_list("field", texts()), Ok(Some(texts())));
        assert_eq!(optional_list("field", ["a", "b"]), Ok(Some(texts())));
        assert_eq!(optional_list("field", Some(texts())), Ok(Some(texts())));
        assert_eq!(optional_list::<String, _>("field", vec![]), Ok(Some(Vec::new())));
    }

    #[test]
    fn what_does_not_convert_is_an_error_that_names_the_field() {
        let error = "error converting supplied value for field: must not be empty";
        assert_eq!(required::<PathSegment>("field", ""), Err(error.to_owned()));
        assert_eq!(optional::<PathSegment, _>("field", ""), Err(error.to_owned()));
        assert_eq!(list::<PathSegment>("field", ["a", ""]), Err(error.to_owned()));
        assert_eq!(optional_list::<PathSegment, _>("field", [""]), Err(error.to_owned()));
    }
}
