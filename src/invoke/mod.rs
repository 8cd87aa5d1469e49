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
use crate::call::{Call, RawBody};
use crate::client::Client;
use crate::error::Error;
use crate::generated;
use crate::table::operation::Operation;
use crate::table::parameter::Location;

impl Operation {
    /// Calls the operation with JSON arguments, for tools that choose operations at run time.
    ///
    /// `arguments` is an object with the parameters by the document's names, and the request body as `body`.
    /// `null` stands for an empty object. The request body is sent as it is here, with each `null` and each empty list,
    /// and the result is the response body as it came, with what the document lacks. Its secrets are not redacted.
    /// [`invoke_raw`](Self::invoke_raw) keeps how the numbers are written as well.
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
        let body = self.raw_body(client, arguments);
        Box::pin(async { Ok(body.await?.value) })
    }

    /// Calls the operation like [`invoke`](Self::invoke). The result is the JSON of the response body as the server wrote
    /// it, or `null` if the operation returns no JSON. Its secrets are not redacted.
    ///
    /// # Errors
    ///
    /// Those of [`invoke`](Self::invoke).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use stytch_connected_apps::operations;
    ///
    /// let operation = operations::find("search_users").ok_or("no such operation")?;
    /// let json = operation.invoke_raw(&client, serde_json::Value::Null).await?;
    /// println!("{json}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn invoke_raw(&'static self, client: &Client, arguments: Value) -> ResponseFuture<String> {
        let body = self.raw_body(client, arguments);
        Box::pin(async { Ok(body.await?.into_string()) })
    }

    fn raw_body(&'static self, client: &Client, arguments: Value) -> ResponseFuture<RawBody> {
        let arguments = match arguments {
            Value::Null => Map::new(),
            Value::Object(arguments) => arguments,
            _ => {
                let error = invalid_request(self, "the arguments are not a JSON object");
                return Box::pin(async { Err(error) });
            }
        };
        generated::invoke::invoke(client.clone(), Arguments { operation: self, arguments, body: None })
    }
}

impl RawBody {
    /// The JSON as the server wrote it. What decodes as JSON is UTF-8.
    fn into_string(self) -> String {
        String::from_utf8(self.json.into()).unwrap_or_else(|_| self.value.to_string())
    }
}

/// The arguments that the generated code has not taken yet.
pub(crate) struct Arguments {
    pub(crate) operation: &'static Operation,
    arguments: Map<String, Value>,
    /// The request body as it was given.
    body: Option<Value>,
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

    /// The request body, if it decodes. A field that it does not have is an error.
    #[allow(dead_code, reason = "a document need not have request bodies")]
    pub(crate) fn take_body<T: DeserializeOwned + Serialize>(&mut self) -> Result<Option<T>, Error> {
        let given = self.arguments.get("body").cloned().unwrap_or_default();
        let body = self.take::<T>("body")?;
        if let Some(body) = &body {
            let known = serde_json::to_value(body).unwrap_or_default();
            if let Some(field) = unknown(&given, &known).or_else(|| self.undeclared(&given, &known)) {
                return Err(self.wrong("body", format_args!("the request has no field `{field}`")));
            }
            self.body = Some(given);
        }
        Ok(body)
    }

    /// The first property of the body that is empty, was not kept, and is not in the table either.
    fn undeclared(&self, given: &Value, known: &Value) -> Option<String> {
        let declared = self.operation.parameters.iter().filter(|other| other.location == Location::Body);
        let declared: Vec<&str> = declared.map(|other| other.name).collect();
        let mut names = given.as_object().filter(|_| !declared.is_empty())?.keys();
        names.find(|name| known.get(name.as_str()).is_none() && !declared.contains(&name.as_str())).cloned()
    }

    /// Sends the call with the body as it was given: decoding has dropped each `null`. Fails before that if there is an
    /// argument that the operation does not have.
    pub(crate) async fn send<T: DeserializeOwned>(self, call: Result<Call, Error>) -> Result<RawBody, Error> {
        if let Some(name) = self.arguments.keys().next() {
            return Err(self.wrong(name.clone(), "the operation has no such parameter"));
        }
        let mut call = call?;
        if let Some(body) = &self.body {
            call.set_body(body)?;
        }
        Call::send_raw::<T>(Ok(call)).await
    }

    pub(crate) fn unknown_operation(&self) -> Error {
        invalid_request(self.operation, "not an operation of this client")
    }

    fn wrong(&self, name: impl Into<Cow<'static, str>>, reason: impl fmt::Display) -> Error {
        invalid_argument(self.operation, name, reason)
    }
}

/// The first field that was given and is not known, such as `query.operands[0].name`. What is empty may be known and
/// left out.
fn unknown(given: &Value, known: &Value) -> Option<String> {
    match given {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match known.get(name) {
            Some(known) => unknown(value, known).map(|below| joined(name, &below)),
            None => (!is_empty(value)).then(|| name.clone()),
        }),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, value)| {
            unknown(value, known.get(index)?).map(|below| joined(&format!("[{index}]"), &below))
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
