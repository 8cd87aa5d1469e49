//! Operations called by name, with JSON for arguments and answer.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::operation::Operation;
use crate::{Client, Error, ResponseFuture, generated};

impl Operation {
    /// Calls the operation by what the document calls it and its parameters: for tools that learn at
    /// run time what to call.
    ///
    /// `arguments` is a JSON object with the parameters by their names and the request body as `body`;
    /// `null` is the same as an empty object. The answer is the decoded success, encoded again, with
    /// its secrets in clear.
    ///
    /// # Errors
    ///
    /// Those of the operation, and [`Error::InvalidRequest`] for an argument that the operation does
    /// not have or that does not fit.
    pub fn invoke<'a>(&'static self, client: &'a Client, arguments: Value) -> ResponseFuture<'a, Value> {
        let arguments = match arguments {
            Value::Null => Map::new(),
            Value::Object(arguments) => arguments,
            _ => {
                let error = Error::invalid_request(self, "the arguments are not a JSON object");
                return Box::pin(async { Err(error) });
            }
        };
        generated::invoke::invoke(self, client, Arguments { operation: self, arguments })
    }
}

/// The arguments that are not used yet.
pub(crate) struct Arguments {
    operation: &'static Operation,
    arguments: Map<String, Value>,
}

impl Arguments {
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Error> {
        let Some(value) = self.arguments.remove(name).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        // What serde says may quote the value, which may be a secret.
        serde_path_to_error::deserialize(value)
            .map(Some)
            .map_err(|error| self.wrong(format_args!("{name}: does not fit at `{}`", error.path())))
    }

    pub(crate) fn finish(self) -> Result<(), Error> {
        match self.arguments.keys().next() {
            Some(name) => Err(self.wrong(format_args!("{name}: the operation has no such parameter"))),
            None => Ok(()),
        }
    }

    pub(crate) fn unknown_operation(&self) -> Error {
        self.wrong("not an operation of this client")
    }

    fn wrong(&self, reason: impl fmt::Display) -> Error {
        Error::invalid_request(self.operation, reason)
    }
}

pub(crate) fn encode(operation: &Operation, answer: impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(answer).map_err(|error| Error::invalid_request(operation, error))
}
