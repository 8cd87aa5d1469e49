//! Any operation by its name, with JSON arguments.

pub(crate) mod body;
mod pages;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::call::invalid::{invalid_argument, invalid_request};
use crate::call::response::ResponseFuture;
use crate::client::Client;
use crate::error::Error;
use crate::generated;
use crate::table::operation::Operation;

impl Operation {
    /// Calls the operation with JSON arguments, for tools that choose operations at run time.
    ///
    /// `arguments` is an object with the parameters by the document's names, and the request body as `body`.
    /// `null` stands for an empty object. The result is the response body as JSON, without lists that are optional and
    /// empty. Its secrets are not redacted.
    ///
    /// # Errors
    ///
    /// The call's own errors, and [`Error::InvalidRequest`] for an argument that is invalid or that the operation does
    /// not have.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use serde_json::json;
    /// use stytch_connected_apps::operations;
    ///
    /// let operation = operations::find("get_user_connected_apps").ok_or("no such operation")?;
    /// let arguments = json!({"user_id": "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6"});
    /// let apps = operation.invoke(&client, arguments).await?;
    /// println!("{}", apps["connected_apps"][0]["name"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn invoke(&'static self, client: &Client, arguments: Value) -> ResponseFuture<Value> {
        let arguments = match arguments {
            Value::Null => Map::new(),
            Value::Object(arguments) => arguments,
            _ => {
                let error = invalid_request(self, "the arguments are not a JSON object");
                return Box::pin(async { Err(error) });
            }
        };
        generated::invoke::invoke(client.clone(), Arguments { operation: self, arguments })
    }
}

/// The arguments that the generated code has not taken yet.
pub(crate) struct Arguments {
    pub(crate) operation: &'static Operation,
    arguments: Map<String, Value>,
}

impl Arguments {
    #[allow(dead_code, reason = "a document need not have parameters")]
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<T>, Error> {
        let Some(value) = self.arguments.remove(name).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        // serde's message may quote the value, which may be a secret.
        serde_path_to_error::deserialize(value)
            .map(Some)
            .map_err(|error| self.wrong(name, format_args!("invalid at `{}`", error.path())))
    }

    /// The request body. A field that it does not have is an error: decoding would drop it in silence.
    #[allow(dead_code, reason = "a document need not have request bodies")]
    pub(crate) fn take_body<T: DeserializeOwned + Serialize>(&mut self) -> Result<Option<T>, Error> {
        let given = self.arguments.get("body").cloned().unwrap_or_default();
        let body = self.take::<T>("body")?;
        match body.as_ref().and_then(|body| dropped(&given, &encode(body))) {
            Some(field) => Err(self.wrong("body", format_args!("the request has no field `{field}`"))),
            None => Ok(body),
        }
    }

    /// Fails if there is an argument that the operation does not have.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self.arguments.keys().next() {
            Some(name) => Err(self.wrong(name.clone(), "the operation has no such parameter")),
            None => Ok(()),
        }
    }

    pub(crate) fn unknown_operation(&self) -> Error {
        invalid_request(self.operation, "not an operation of this client")
    }

    fn wrong(&self, name: impl Into<Cow<'static, str>>, reason: impl fmt::Display) -> Error {
        invalid_argument(self.operation, name, reason)
    }
}

/// The first field that was given and not kept, such as `query.operands[0].name`. What is empty may be left out.
fn dropped(given: &Value, kept: &Value) -> Option<String> {
    match given {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match kept.get(name) {
            Some(kept) => dropped(value, kept).map(|below| joined(name, &below)),
            None => (!is_empty(value)).then(|| name.clone()),
        }),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, value)| {
            dropped(value, kept.get(index)?).map(|below| joined(&format!("[{index}]"), &below))
        }),
        _ => None,
    }
}

fn joined(name: &str, below: &str) -> String {
    if below.starts_with('[') { format!("{name}{below}") } else { format!("{name}.{below}") }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// A response body as JSON.
pub(crate) fn encode(body: impl Serialize) -> Value {
    serde_json::to_value(body).expect("what was decoded from JSON serializes to JSON")
}
