use std::convert::Infallible;

use futures_util::{Stream, StreamExt, stream};

use crate::error::Error;

/// What [`Client::fan_out`](crate::Client::fan_out) takes its inputs from: an iterator, or a stream of results
/// such as [`ResultStream`](crate::ResultStream).
///
/// Any other stream becomes one of results with `map(Ok)`. `Kind` tells the two implementations apart and is
/// inferred.
pub trait Inputs<Kind> {
    /// One input.
    type Item;
    /// Why there is no next input.
    type Failure;
    /// What comes out for an input whose call returns a `T`.
    type Output<T>;

    /// The inputs, or why there are no more.
    fn into_stream(self) -> impl Stream<Item = Result<Self::Item, Self::Failure>> + Send;

    /// What comes out for an input with the result of its call.
    fn called<T>(input: Self::Item, result: Result<T, Error>) -> Self::Output<T>;

    /// What comes out for a failure.
    fn failed<T>(failure: Self::Failure) -> Self::Output<T>;
}

/// The kind of an iterator: each input comes out with the result of its call.
#[derive(Debug)]
pub enum Iterated {}

/// The kind of a stream of results: its errors come out as such, the rest as for an iterator.
#[derive(Debug)]
pub enum Streamed {}

impl<I> Inputs<Iterated> for I
where
    I: IntoIterator<IntoIter: Send>,
{
    type Item = I::Item;
    type Failure = Infallible;
    type Output<T> = (I::Item, Result<T, Error>);

    fn into_stream(self) -> impl Stream<Item = Result<I::Item, Infallible>> + Send {
        stream::iter(self).map(Ok)
    }

    fn called<T>(input: I::Item, result: Result<T, Error>) -> Self::Output<T> {
        (input, result)
    }

    fn failed<T>(failure: Infallible) -> Self::Output<T> {
        match failure {}
    }
}

impl<S, I> Inputs<Streamed> for S
where
    S: Stream<Item = Result<I, Error>> + Send,
{
    type Item = I;
    type Failure = Error;
    type Output<T> = Result<(I, Result<T, Error>), Error>;

    fn into_stream(self) -> impl Stream<Item = Result<I, Error>> + Send {
        self
    }

    fn called<T>(input: I, result: Result<T, Error>) -> Self::Output<T> {
        Ok((input, result))
    }

    fn failed<T>(failure: Error) -> Self::Output<T> {
        Err(failure)
    }
}
