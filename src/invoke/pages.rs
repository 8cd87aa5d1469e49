use futures_util::TryStreamExt;
use serde_json::{Map, Value};

use crate::call::RawBody;
use crate::call::invalid::invalid_request;
use crate::call::pages::{self, ResultStream};
use crate::call::response::ResponseFuture;
use crate::client::Client;
use crate::error::Error;
use crate::table::operation::Operation;
use crate::table::parameter::{Location, Pages};

impl Operation {
    /// Calls a paged operation with JSON arguments, page after page: all items on all pages.
    ///
    /// The arguments are those of [`invoke`](Self::invoke). The secrets of the items are not redacted.
    ///
    /// # Errors
    ///
    /// The stream ends after an error. The errors are those of [`invoke`](Self::invoke),
    /// [`Error::Decode`](crate::Error::Decode) for a cursor that an earlier page had, and
    /// [`Error::InvalidRequest`](crate::Error::InvalidRequest) if the operation has no [`pages`](Self::pages).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use futures_util::TryStreamExt;
    ///
    /// use stytch_connected_apps::operations;
    ///
    /// let mut all = operations::all().iter();
    /// let paged = all.find(|operation| operation.pages.is_some()).ok_or("none has pages")?;
    /// let items: Vec<_> = paged.invoke_pages(&client, paged.example_arguments()).try_collect().await?;
    /// println!("{} items", items.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn invoke_pages(&'static self, client: &Client, arguments: Value) -> ResultStream<Value> {
        let items = self.pages.map_or("", |pages| pages.items);
        pages::items(self.raw_pages(client, arguments), move |mut page| match take(&mut page.value, items) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        })
    }

    /// Calls a paged operation like [`invoke_pages`](Self::invoke_pages): the JSON of each page as the server wrote it.
    /// [`pages`](Self::pages) says where its items are. Its secrets are not redacted.
    ///
    /// # Errors
    ///
    /// Those of [`invoke_pages`](Self::invoke_pages).
    pub fn invoke_raw_pages(&'static self, client: &Client, arguments: Value) -> ResultStream<String> {
        Box::pin(self.raw_pages(client, arguments).map_ok(RawBody::into_string))
    }

    fn raw_pages(&'static self, client: &Client, arguments: Value) -> ResultStream<RawBody> {
        let Some(Pages { next, .. }) = self.pages else {
            let error = invalid_request(self, "the operation has no pages");
            return Box::pin(futures_util::stream::iter([Err(error)]));
        };
        let call = Invocation { operation: self, client: client.clone(), arguments };
        pages::pages(
            self,
            call,
            next,
            move |page: &RawBody| match at(&page.value, next)? {
                Value::String(cursor) => Some(cursor),
                _ => None,
            },
            Invocation::at,
        )
    }
}

/// A call of [`Operation::invoke`] that can be repeated with another cursor.
#[derive(Clone)]
struct Invocation {
    operation: &'static Operation,
    client: Client,
    arguments: Value,
}

impl Invocation {
    /// The same call with a cursor.
    fn at(mut self, cursor: String) -> Self {
        let name = self.operation.pages.map_or("", |pages| pages.cursor);
        let mut parameters = self.operation.parameters.iter();
        let in_body = parameters.any(|other| other.name == name && other.location == Location::Body);
        let arguments = object(&mut self.arguments);
        let owner = if in_body { object(arguments.entry("body").or_insert(Value::Null)) } else { arguments };
        owner.insert(name.to_owned(), cursor.into());
        self
    }
}

impl IntoFuture for Invocation {
    type Output = Result<RawBody, Error>;
    type IntoFuture = ResponseFuture<RawBody>;

    fn into_future(self) -> Self::IntoFuture {
        self.operation.raw_body(&self.client, self.arguments)
    }
}

/// The object in a place, or an empty one in place of something else. The first call has refused what is neither an
/// object nor null.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Map::new().into();
    }
    value.as_object_mut().expect("an object")
}

/// The value that a path such as `a.b` leads to.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

fn take(value: &mut Value, path: &str) -> Option<Value> {
    path.split('.').try_fold(value, |value, name| value.get_mut(name)).map(Value::take)
}
