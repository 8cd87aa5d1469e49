use std::fmt::{self, Display};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Body, Request, Url};
use serde::Serialize;
use serde_json::Value;

use crate::call::argument::BODY;
use crate::call::caller::Caller;
use crate::call::invalid::{invalid_argument, invalid_request};
use crate::call::{Call, url};
use crate::error::Error;
use crate::table::operation::Operation;

/// The longest URL that the HTTP library accepts, in bytes. Few servers accept as much.
const LONGEST_URL: usize = u16::MAX as usize - 1;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

impl Caller {
    /// Begins a call. `path` is the operation's path with its arguments encoded.
    pub(crate) fn call(
        &self,
        operation: &'static Operation,
        path: fmt::Arguments<'_>,
    ) -> Result<Call, Error> {
        self.session_header(operation)?;
        let core = &self.core;
        let url = url::of(&core.base_url, core.is_base_url_given, operation, path)
            .map_err(|reason| invalid_request(operation, reason))?;
        let method = operation.method.parse().map_err(|error| invalid_request(operation, error))?;
        let mut request = Request::new(method, url);
        if operation.sends_empty_object {
            *request.body_mut() = Some(Body::from("{}"));
        }
        Ok(Call { caller: self.clone(), operation, request })
    }
}

/// The arguments' parts of the request.
impl Call {
    #[allow(dead_code, reason = "a document need not have query parameters")]
    pub(crate) fn query(&mut self, name: &'static str, value: Option<impl Serialize>) -> Result<(), Error> {
        let Some(value) = value else { return Ok(()) };
        let value = serde_json::to_value(value).unwrap_or_default();
        let Some(values) = texts(value) else {
            return Err(invalid_argument(self.operation, name, "a query cannot carry this value"));
        };
        if !values.is_empty() {
            let mut query = self.request.url_mut().query_pairs_mut();
            values.iter().for_each(|value| _ = query.append_pair(name, value));
        }
        Ok(())
    }

    #[allow(dead_code, reason = "a document need not have header parameters")]
    pub(crate) fn header(&mut self, name: &'static str, value: Option<impl Display>) -> Result<(), Error> {
        let Some(value) = value else { return Ok(()) };
        let wrong =
            || invalid_argument(self.operation, name, "contains characters that a header cannot carry");
        let value = HeaderValue::try_from(value.to_string()).map_err(|_| wrong())?;
        let name = HeaderName::try_from(name).map_err(|_| wrong())?;
        self.request.headers_mut().append(name, value);
        Ok(())
    }

    #[allow(dead_code, reason = "a document need not have request bodies")]
    pub(crate) fn set_body(&mut self, body: &impl Serialize) -> Result<(), Error> {
        let body = match self.operation.sends_form {
            true => self.form(body)?.into_bytes(),
            false => {
                serde_json::to_vec(body).map_err(|reason| invalid_argument(self.operation, BODY, reason))?
            }
        };
        *self.request.body_mut() = Some(body.into());
        Ok(())
    }

    /// A form with a field for each item of a list, and none for `null`.
    fn form(&self, body: &impl Serialize) -> Result<String, Error> {
        let body =
            serde_json::to_value(body).map_err(|reason| invalid_argument(self.operation, BODY, reason))?;
        let Value::Object(fields) = body else {
            return Err(invalid_argument(self.operation, BODY, "a form consists of fields"));
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
            let Some(values) = texts(value) else {
                let place = format!("{BODY}.{name}");
                return Err(invalid_argument(self.operation, place, "a form cannot carry this value"));
            };
            form.extend_pairs(values.iter().map(|value| (&name, value)));
        }
        Ok(form.finish())
    }

    /// A copy of the request to send, with the headers that every request has.
    pub(super) fn copy(&self) -> Result<Request, Error> {
        let mut request =
            self.request.try_clone().ok_or_else(|| self.invalid("the body cannot be sent again"))?;
        let has_body = request.body().is_some();
        let headers = request.headers_mut();
        // Put in last, so that no argument replaces them.
        if self.operation.sends_credentials {
            headers.insert(AUTHORIZATION, self.caller.core.authorization.clone());
        }
        headers.insert(USER_AGENT, self.caller.core.user_agent.clone());
        if self.operation.returns_json {
            headers.insert(ACCEPT, JSON);
        }
        if has_body {
            headers.insert(CONTENT_TYPE, if self.operation.sends_form { FORM } else { JSON });
        }
        if let Some((name, value)) = self.caller.session_header(self.operation)? {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }

    /// Fails if the URL is too long to be sent.
    pub(super) fn check_length(&self) -> Result<(), Error> {
        if self.url().as_str().len() > LONGEST_URL {
            let reason = format_args!("the URL is over {LONGEST_URL} bytes long; shorten the arguments");
            return Err(self.invalid(reason));
        }
        Ok(())
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    pub(super) fn body(&self) -> Option<&[u8]> {
        self.request.body()?.as_bytes()
    }

    /// The error for a request that cannot be sent.
    pub(super) fn invalid(&self, reason: impl Display) -> Error {
        invalid_request(self.operation, reason)
    }
}

/// A scalar, or the scalars of a list, as they stand in a query or a form. `None` if one is not a scalar.
fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.into_iter().map(text).collect(),
        scalar => text(scalar).map(|text| vec![text]),
    }
}

/// A scalar as it stands in a query or a form.
fn text(scalar: Value) -> Option<String> {
    match scalar {
        Value::String(text) => Some(text),
        Value::Bool(_) | Value::Number(_) => Some(scalar.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
