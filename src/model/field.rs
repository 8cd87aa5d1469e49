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
    impl<T, I: TryInto<T, Error: Display>> Sealed<List<T>, Maybe> for Option<Vec<I>> {}
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

impl<T, I: TryInto<T, Error: Display>> Optional<List<T>, Maybe> for Option<Vec<I>> {
    fn into_option(self) -> Result<Option<List<T>>, String> {
        self.map(List::try_from).transpose()
    }
}

/// The argument of a setter for a list of `T`s: a `Vec` or an array of values that convert to them.
#[derive(Debug, Clone)]
pub struct List<T>(Vec<T>);

impl<T> List<T> {
    fn of<I: TryInto<T, Error: Display>>(items: impl IntoIterator<Item = I>) -> Result<Self, String> {
        let items = items.into_iter().map(|item| item.try_into().map_err(|error| error.to_string()));
        items.collect::<Result<_, _>>().map(Self)
    }
}

impl<T, I: TryInto<T, Error: Display>> TryFrom<Vec<I>> for List<T> {
    type Error = String;

    fn try_from(items: Vec<I>) -> Result<Self, String> {
        Self::of(items)
    }
}

impl<T, I: TryInto<T, Error: Display>, const N: usize> TryFrom<[I; N]> for List<T> {
    type Error = String;

    fn try_from(items: [I; N]) -> Result<Self, String> {
        Self::of(items)
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

fn failed(name: &str, reason: impl Display) -> String {
    let (path, reason) = located(name, &reason.to_string());
    format!("{path}: {reason}")
}

/// The path of what is wrong, and the reason. If the field is of a nested model, the reason that its builder gave
/// begins with the rest of the path.
pub(crate) fn located(name: &str, reason: &str) -> (String, String) {
    let is_path = |text: &&str| text.chars().all(|letter| letter.is_alphanumeric() || "._-".contains(letter));
    match reason.split_once(": ").filter(|(path, _)| is_path(path)) {
        Some((path, reason)) => (format!("{name}.{path}"), reason.to_owned()),
        None => (name.to_owned(), reason.to_owned()),
    }
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
        let strings = || vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(list("field", strings()), Ok(strings()));
        assert_eq!(list("field", ["a", "b"]), Ok(strings()));
        assert_eq!(list("field", vec!["a", "b"]), Ok(strings()));
        assert_eq!(list::<String>("field", Vec::<String>::new()), Ok(Vec::new()));
        assert_eq!(list::<Value>("field", [json!(1)]), Ok(vec![json!(1)]));
        assert_eq!(optional_list("field", strings()), Ok(Some(strings())));
        assert_eq!(optional_list("field", ["a", "b"]), Ok(Some(strings())));
        assert_eq!(optional_list("field", vec!["a", "b"]), Ok(Some(strings())));
        assert_eq!(optional_list("field", Some(strings())), Ok(Some(strings())));
        assert_eq!(optional_list("field", Some(vec!["a", "b"])), Ok(Some(strings())));
        assert_eq!(optional_list::<String, _>("field", [""; 0]), Ok(Some(Vec::new())));
    }

    #[test]
    fn what_does_not_convert_is_an_error_that_names_the_field() {
        let error = "field: must not be empty";
        assert_eq!(required::<PathSegment>("field", ""), Err(error.to_owned()));
        assert_eq!(optional::<PathSegment, _>("field", ""), Err(error.to_owned()));
        assert_eq!(list::<PathSegment>("field", ["a", ""]), Err(error.to_owned()));
        assert_eq!(optional_list::<PathSegment, _>("field", [""]), Err(error.to_owned()));
    }

    #[test]
    fn an_error_in_a_nested_model_has_the_path_of_its_field() {
        for (reason, expected) in [
            ("`name` is missing", "field: `name` is missing"),
            ("inner: `name` is missing", "field.inner: `name` is missing"),
            ("inner.x-list: must not be empty", "field.inner.x-list: must not be empty"),
            ("invalid value: 3", "field: invalid value: 3"),
        ] {
            assert_eq!(failed("field", reason), expected);
        }
    }
}
