#![allow(dead_code, reason = "a document need not have parameters of every kind")]

use std::fmt::Display;

use serde::Serialize;

use crate::call::invalid::invalid_argument;
use crate::error::Error;
use crate::model::field::located;
use crate::model::path_segment::PathSegment;
use crate::table::operation::Operation;

/// The argument for a parameter, as a builder holds it.
#[derive(Debug, Clone)]
pub(crate) enum Argument<T> {
    Missing,
    Given(T),
    /// The reason why a value did not convert.
    Invalid(String),
}

impl<T> Argument<T> {
    pub(crate) fn of<V: TryInto<T, Error: Display>>(value: V) -> Self {
        match value.try_into() {
            Ok(value) => Self::Given(value),
            Err(reason) => Self::Invalid(reason.to_string()),
        }
    }

    /// Turns a given model into its builder, so that [`map`](Argument::map) can change it.
    pub(crate) fn into_builder<B: From<T>>(self) -> Argument<B> {
        match self {
            Self::Missing => Argument::Missing,
            Self::Given(value) => Argument::Given(B::from(value)),
            Self::Invalid(reason) => Argument::Invalid(reason),
        }
    }

    /// The value, or an error if it is missing or invalid. `name` is the parameter's name in the document.
    pub(crate) fn required(self, operation: &Operation, name: &'static str) -> Result<T, Error> {
        self.optional(operation, name)?.ok_or_else(|| invalid_argument(operation, name, MISSING))
    }

    /// The value, if there is one.
    pub(crate) fn optional(self, operation: &Operation, name: &'static str) -> Result<Option<T>, Error> {
        match self {
            Self::Missing => Ok(None),
            Self::Given(value) => Ok(Some(value)),
            Self::Invalid(reason) => Err(wrong(operation, name, &reason)),
        }
    }

    /// The value as a path segment.
    pub(crate) fn segment(self, operation: &Operation, name: &'static str) -> Result<PathSegment, Error>
    where
        T: Display,
    {
        let text = self.required(operation, name)?.to_string();
        PathSegment::try_from(text).map_err(|reason| invalid_argument(operation, name, reason))
    }
}

/// A request body, held as its model's builder.
impl<B: Default> Argument<B> {
    /// Changes the builder. It starts out empty.
    pub(crate) fn map(self, change: impl FnOnce(B) -> B) -> Self {
        match self {
            Self::Missing => Self::Given(change(B::default())),
            Self::Given(builder) => Self::Given(change(builder)),
            Self::Invalid(reason) => Self::Invalid(reason),
        }
    }

    /// The model. A missing body becomes an empty one, unless the model has a required field.
    pub(crate) fn build<T: TryFrom<B, Error: Display>>(self, operation: &Operation) -> Result<T, Error> {
        match self.optional(operation, BODY)? {
            Some(builder) => T::try_from(builder).map_err(|reason| wrong(operation, BODY, &reason)),
            None => T::try_from(B::default()).map_err(|_| invalid_argument(operation, BODY, MISSING)),
        }
    }
}

/// Fails unless the body has all properties of one of the lists: of exactly one if the choice `is_exclusive`.
/// `demand` says so.
pub(crate) fn choice(
    operation: &Operation,
    body: &impl Serialize,
    is_exclusive: bool,
    lists: &[&[&str]],
    demand: &'static str,
) -> Result<(), Error> {
    let body = serde_json::to_value(body).map_err(|reason| invalid_argument(operation, BODY, reason))?;
    let is_given = |names: &&&[&str]| names.iter().all(|name| body.get(name).is_some());
    match lists.iter().filter(is_given).count() {
        0 => Err(invalid_argument(operation, BODY, demand)),
        1 => Ok(()),
        _ if is_exclusive => Err(invalid_argument(operation, BODY, demand)),
        _ => Ok(()),
    }
}

/// The name that stands for the request body.
pub(super) const BODY: &str = "body";

const MISSING: &str = "missing";

/// The error for an argument that did not convert, or a field of it.
fn wrong(operation: &Operation, name: &str, reason: &impl ToString) -> Error {
    let (path, reason) = located(name, &reason.to_string());
    invalid_argument(operation, path, reason)
}
