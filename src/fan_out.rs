//! One operation over many inputs.

use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};

use crate::{Client, Error};

/// What [`Client::fan_out`] gives: each input with what came of its call, in the order in which the calls
/// end.
pub type FanOut<'a, I, T> = Pin<Box<dyn Stream<Item = (I, Result<T, Error>)> + Send + 'a>>;

impl Client {
    /// Calls an operation for each of many inputs, at most `concurrency` at a time, at least one.
    ///
    /// `call` makes the call of an input, and the stream gives the input back with the result. One call
    /// that fails stops none of the others. When the server limits the rate, all of them slow down
    /// together; 64 at a time is plenty over HTTP/2.
    ///
    /// The first call that is sent goes ahead alone, and the others wait for its end: a client without a
    /// connection then opens one, which over HTTP/2 all calls share, instead of as many as there are calls.
    /// Inputs are taken as calls end, and nothing happens before the stream is read, or after it is dropped.
    ///
    /// Calls go on only while the stream is read, and their deadlines pass all the same: hand what takes
    /// long to a task, or collect the results first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps::sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use futures_util::StreamExt;
    ///
    /// let users = (1..=100).map(|number| format!("user-test-{number}"));
    /// let mut answers =
    ///     client.fan_out(64, users, |client, user| client.get_user_connected_apps().user_id(user));
    /// while let Some((user, answer)) = answers.next().await {
    ///     match answer {
    ///         Ok(apps) => println!("{user}: {} apps", apps.connected_apps.len()),
    ///         Err(error) => eprintln!("{user}: {error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn fan_out<'a, I, C, T>(
        &'a self,
        concurrency: usize,
        inputs: impl IntoIterator<Item = I, IntoIter: Send + 'a>,
        mut call: impl FnMut(&'a Self, &I) -> C + Send + 'a,
    ) -> FanOut<'a, I, T>
    where
        I: Send + 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'a>,
        T: Send + 'a,
    {
        let mut calls = inputs.into_iter().map(move |input| {
            let call = call(self, &input).into_future();
            async { (input, call.await) }
        });
        let all = async move {
            let mut ahead = Vec::new();
            for call in calls.by_ref().take(concurrency.max(1)) {
                let (input, result) = call.await;
                // What is refused without being sent opens no connection.
                let sent = !matches!(result, Err(Error::InvalidRequest(_)));
                ahead.push((input, result));
                if sent {
                    break;
                }
            }
            stream::iter(ahead).chain(stream::iter(calls).buffer_unordered(concurrency.max(1)))
        };
        Box::pin(stream::once(all).flatten())
    }
}
