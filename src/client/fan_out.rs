use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::{Fuse, FuturesUnordered};
use futures_util::{FutureExt, Stream, StreamExt, TryStream, TryStreamExt, stream};
use tokio::time::{Sleep, sleep};

use crate::client::Client;
use crate::client::task::Task;
use crate::error::Error;

/// How long the first call may delay the others.
const HEAD_START: Duration = Duration::from_secs(1);

/// The stream of [`Client::fan_out`], in the order in which the calls end.
pub type FanOut<'a, K, T> = Pin<Box<dyn Stream<Item = Called<K, T>> + Send + 'a>>;

/// The stream of [`Client::fan_out_stream`], in the order in which the calls end.
pub type TryFanOut<'a, K, T, E> = Pin<Box<dyn Stream<Item = Result<Called<K, T>, E>> + Send + 'a>>;

/// An input with the result of its call.
pub type Called<K, T> = (K, Result<T, Error>);

impl Client {
    /// Makes a call for each input, up to `concurrency` at a time (at least 1).
    ///
    /// `call` returns the call for an input. The stream yields each input with its result as soon as the call ends; a
    /// failed call does not stop the others. Over HTTP/2, a concurrency of 64 is plenty.
    ///
    /// The first call starts when the stream is polled. Each call runs in its own task, so a slow consumer delays no
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
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use std::time::Duration;
    ///
    /// use futures_util::StreamExt;
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
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the stream is polled: if a call panics, or outside a Tokio runtime.
    pub fn fan_out<'a, I, C, T>(
        &self,
        concurrency: usize,
        inputs: I,
        call: impl FnMut(&Self, &I::Item) -> C + Send + 'a,
    ) -> FanOut<'a, I::Item, T>
    where
        I: IntoIterator<Item: Send, IntoIter: Send + 'a> + 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        let inputs = stream::iter(inputs).map(Ok::<_, Infallible>);
        Box::pin(self.calls(concurrency, inputs, call).map(|called| match called {
            Ok(called) => called,
            Err(never) => match never {},
        }))
    }

    /// Makes a call for each item of a stream of `Result`s, such as a paged operation's `stream()`. `map(Ok)` makes
    /// any other stream one of `Result`s.
    ///
    /// An error of the inputs is yielded as `Err`, and the calls already made still finish. The rest is as with
    /// [`fan_out`](Self::fan_out).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use futures_util::TryStreamExt;
    ///
    /// let apps = client.search_connected_app_clients().stream();
    /// let mut details = client.fan_out_stream(64, apps, |client, app| {
    ///     client.get_connected_app_client().client_id(&app.client_id)
    /// });
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
    pub fn fan_out_stream<'a, S, C, T>(
        &self,
        concurrency: usize,
        inputs: S,
        call: impl FnMut(&Self, &S::Ok) -> C + Send + 'a,
    ) -> TryFanOut<'a, S::Ok, T, S::Error>
    where
        S: TryStream<Ok: Send, Error: Send> + Send + 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        Box::pin(self.calls(concurrency, inputs.into_stream(), call))
    }

    fn calls<'a, K, E, C, T>(
        &self,
        concurrency: usize,
        inputs: impl Stream<Item = Result<K, E>> + Send + 'a,
        mut call: impl FnMut(&Self, &K) -> C + Send + 'a,
    ) -> impl Stream<Item = Result<Called<K, T>, E>> + Send + 'a
    where
        K: Send + 'a,
        E: 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        let client = self.clone();
        let mut calls = Calls {
            inputs: Box::pin(inputs).fuse(),
            in_flight: FuturesUnordered::new(),
            concurrency: concurrency.max(1),
            is_alone: None,
            head_start: None,
        };
        stream::poll_fn(move |context| {
            calls.is_alone.get_or_insert_with(|| !client.caller.core.last_response.is_recent());
            calls.poll_next(context, |input| {
                let task = Task::spawn(call(&client, &input).into_future());
                task.map(|result| (input, result))
            })
        })
    }
}

/// The calls of a fan-out. No result is ever kept back, because inputs may be made from results.
struct Calls<S, F> {
    inputs: Fuse<Pin<Box<S>>>,
    in_flight: FuturesUnordered<F>,
    concurrency: usize,
    /// Calls are still made one at a time. `None` before the first poll.
    is_alone: Option<bool>,
    /// How long the call that is alone still delays the others.
    head_start: Option<Pin<Box<Sleep>>>,
}

impl<S, F> Calls<S, F> {
    fn poll_next<K, E, T>(
        &mut self,
        context: &mut Context<'_>,
        mut start: impl FnMut(K) -> F,
    ) -> Poll<Option<Result<Called<K, T>, E>>>
    where
        S: Stream<Item = Result<K, E>>,
        F: Future<Output = Called<K, T>>,
    {
        loop {
            let is_alone = self.is_alone == Some(true);
            let most = if is_alone { 1 } else { self.concurrency };
            while self.in_flight.len() < most {
                match self.inputs.poll_next_unpin(context) {
                    Poll::Ready(Some(Ok(input))) => {
                        self.in_flight.push(start(input));
                        self.head_start = is_alone.then(|| Box::pin(sleep(HEAD_START)));
                    }
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            if let Poll::Ready(Some((input, result))) = self.in_flight.poll_next_unpin(context) {
                // A call that sent nothing has opened no connection.
                let was_sent = !result.as_ref().is_err_and(|error| error.attempts() == 0);
                self.is_alone = Some(is_alone && !was_sent);
                self.head_start = None;
                return Poll::Ready(Some(Ok((input, result))));
            }
            if let Some(head_start) = &mut self.head_start
                && head_start.as_mut().poll(context).is_ready()
            {
                (self.is_alone, self.head_start) = (Some(false), None);
                continue;
            }
            return match self.inputs.is_done() && self.in_flight.is_empty() {
                true => Poll::Ready(None),
                false => Poll::Pending,
            };
        }
    }
}
