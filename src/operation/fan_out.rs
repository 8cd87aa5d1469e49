use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{Either, ready};
use futures_util::{FutureExt, Stream, StreamExt, stream};
use tokio::time::timeout;

use crate::client::Client;
use crate::error::Error;
use crate::operation::inputs::Inputs;
use crate::operation::task::Task;

/// How long the first call may delay the others.
const HEAD_START: Duration = Duration::from_secs(1);

/// The stream of [`Client::fan_out`], in the order in which the calls end. [`Inputs`] says what its items are.
pub type FanOut<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

impl Client {
    /// Makes a call for each of many inputs, up to `concurrency` at a time (at least 1).
    ///
    /// `call` returns the call for an input. The stream yields each input with its result; a failed call does not
    /// stop the others. Over HTTP/2, a concurrency of 64 is plenty.
    ///
    /// The inputs are an iterator, or a stream of `Result`s such as a paged operation's `stream()`. For a stream,
    /// the output is a `Result` too: an error of the inputs is yielded as `Err`, and the calls already made still
    /// finish.
    ///
    /// Nothing happens before the stream is polled. Each call runs in its own task, so a slow consumer delays no
    /// call in flight; a new call starts when a result is taken. Dropping the stream aborts the calls. The stream
    /// borrows only what the inputs and `call` borrow: it can move into a task, or into a response's body.
    ///
    /// If the client is not connected yet, the first call that sends a request runs alone for up to a second: the
    /// connection that it opens serves all calls over HTTP/2.
    ///
    /// A rate limit slows down the calls of its operation, which wait for it until their deadline at most. Those
    /// that cannot be sent in time are not sent, and fail with [`Error::is_rate_limited`]. For a job that should
    /// wait instead, see [`with_rate_limit_wait`](Self::with_rate_limit_wait).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps::sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use std::time::Duration;
    ///
    /// use futures_util::{StreamExt, TryStreamExt};
    ///
    /// let job = client.with_rate_limit_wait(Duration::from_secs(3600));
    /// let users = (1..=100).map(|number| format!("user-test-{number}"));
    /// let mut reviews = job.fan_out(64, users, |client, user| client.get_user_connected_apps().user_id(user));
    /// while let Some((user, review)) = reviews.next().await {
    ///     match review {
    ///         Ok(apps) => println!("{user}: {} apps", apps.connected_apps.len()),
    ///         Err(error) => eprintln!("{user}: {error}"),
    ///     }
    /// }
    ///
    /// // From a paged operation:
    /// let apps = job.search_connected_app_clients().stream();
    /// let mut details =
    ///     job.fan_out(64, apps, |client, app| client.get_connected_app_client().client_id(&app.client_id));
    /// while let Some((app, detail)) = details.try_next().await? {
    ///     println!("{}: {}", app.client_id, detail.is_ok());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the stream is polled: if a call panics, or outside a Tokio runtime.
    pub fn fan_out<'a, K, S, C, T>(
        &self,
        concurrency: usize,
        inputs: S,
        mut call: impl FnMut(&Self, &S::Item) -> C + Send + 'a,
    ) -> FanOut<'a, S::Output<T>>
    where
        S: Inputs<K, Item: Send, Failure: Send> + 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
        K: 'a,
    {
        let client = self.clone();
        let concurrency = concurrency.max(1);
        let inputs = inputs.into_stream();
        let all = async move {
            let is_connected = client.is_connected();
            let mut calls = Box::pin(inputs.map(move |input| match input {
                Ok(input) => {
                    let task = Task::spawn(call(&client, &input).into_future());
                    Either::Left(task.map(|result| Ok((input, result))))
                }
                Err(failure) => Either::Right(ready(Err(failure))),
            }));
            let mut first = Vec::new();
            while !is_connected && first.len() < concurrency {
                let Some(mut call) = calls.next().await else { break };
                match timeout(HEAD_START, &mut call).await {
                    Ok(ended) => {
                        // An invalid request was not sent, so it has opened no connection.
                        let was_sent = !matches!(ended, Ok((_, Err(Error::InvalidRequest(_)))) | Err(_));
                        first.push(Either::Right(ready(ended)));
                        if was_sent {
                            break;
                        }
                    }
                    Err(_) => {
                        first.push(Either::Left(call));
                        break;
                    }
                }
            }
            stream::iter(first).chain(calls.map(Either::Left)).buffer_unordered(concurrency)
        };
        Box::pin(stream::once(all).flatten().map(|ended| match ended {
            Ok((input, result)) => S::called(input, result),
            Err(failure) => S::failed(failure),
        }))
    }
}
