use std::convert::Infallible;

use futures_util::{Stream, StreamExt, stream};

use crate::error::Error;

/// The inputs of [`Client::fan_out`](crate::Client::fan_out): an iterator, or a stream of `Result`s such as
/// [`ResultStream`](crate::ResultStream).
///
/// `map(Ok)` makes any other stream one of `Result`s. `Kind` tells the two implementations apart and is inferred.
pub trait Inputs<Kind> {
    /// One input.
    type Item;
    /// The error of the input stream.
    type Failure;
    /// What the output stream yields for an input whose call returns a `T`.
    type Output<T>;

    /// The inputs as a stream.
    fn into_stream(self) -> impl Stream<Item = Result<Self::Item, Self::Failure>> + Send;

    /// The output for an input and the result of its call.
    fn called<T>(input: Self::Item, result: Result<T, Error>) -> Self::Output<T>;

    /// The output for an error of the input stream.
    fn failed<T>(failure: Self::Failure) -> Self::Output<T>;
}

/// The kind of an iterator: the output is each input with the result of its call.
#[derive(Debug)]
pub enum Iterated {}

/// The kind of a stream of `Result`s: the output is its errors, and each input with the result of its call.
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
