use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};

use crate::client::Client;
use crate::error::Error;

/// The stream of [`Client::fan_out`]: each input with the result of its call, in the order in which the
/// calls end.
pub type FanOut<'a, I, T> = Pin<Box<dyn Stream<Item = (I, Result<T, Error>)> + Send + 'a>>;

impl Client {
    /// Makes a call for each of many inputs, up to `concurrency` at a time (at least 1).
    ///
    /// `call` makes the call of an input. A call that fails does not stop the others. A rate limit slows
    /// down all of them. Over HTTP/2, 64 at a time are plenty.
    ///
    /// The first call that sends a request runs alone, and the others start when it has ended. A client
    /// without a connection so opens one, which over HTTP/2 serves all calls, instead of one for each call.
    ///
    /// Nothing happens before the stream is polled or after it is dropped, and inputs are taken as calls
    /// end. Calls make progress only while the stream is polled, and their deadlines do not wait: spawn
    /// slow work, or collect the results first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps::sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use futures_util::StreamExt;
    ///
    /// let users = (1..=100).map(|number| format!("user-test-{number}"));
    /// let mut reviews =
    ///     client.fan_out(64, users, |client, user| client.get_user_connected_apps().user_id(user));
    /// while let Some((user, review)) = reviews.next().await {
    ///     match review {
    ///         Ok(apps) => println!("{user}: {} apps", apps.connected_apps.len()),
    ///         Err(error) => eprintln!("{user}: {error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn fan_out<'a, I, C, T>(
        &self,
        concurrency: usize,
        inputs: impl IntoIterator<Item = I, IntoIter: Send + 'a>,
        mut call: impl FnMut(&Self, &I) -> C + Send + 'a,
    ) -> FanOut<'a, I, T>
    where
        I: Send + 'a,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'a>,
        T: Send + 'a,
    {
        let client = self.clone();
        let mut calls = inputs.into_iter().map(move |input| {
            let call = call(&client, &input).into_future();
            async { (input, call.await) }
        });
        let all = async move {
            let mut ahead = Vec::new();
            for call in calls.by_ref().take(concurrency.max(1)) {
                let (input, result) = call.await;
                // An invalid request was not sent, so it has opened no connection.
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
