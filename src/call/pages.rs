#![allow(dead_code, reason = "a document need not have paged operations")]

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::pin::Pin;

use futures_util::stream::{iter, try_unfold};
use futures_util::{Stream, TryStreamExt};

use crate::error::{Attempts, DecodeError, Error};
use crate::table::operation::Operation;

/// A stream of results. It ends after the first error. A cursor that an earlier page had is one
/// ([`Error::Decode`]), because the pages would never end.
///
/// A paged operation's builder has two: `pages()` yields each page, `stream()` each item on the pages. Neither
/// sends a request before it is polled, and neither sends one after it is dropped.
pub type ResultStream<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;

/// The pages of an operation. `next` reads the next page's cursor, which the document has at `path`; `at` sets a
/// cursor on the call.
pub(crate) fn pages<C, P>(
    operation: &'static Operation,
    first: C,
    path: &'static str,
    next: impl Fn(&P) -> Option<&String> + Copy + Send + 'static,
    at: impl Fn(C, String) -> C + Copy + Send + 'static,
) -> ResultStream<P>
where
    C: IntoFuture<Output = Result<P, Error>, IntoFuture: Send> + Clone + Send + 'static,
    P: Send + 'static,
{
    let first = Some((first, HashSet::new()));
    Box::pin(try_unfold(first, move |state| async move {
        let Some((call, mut seen)) = state else { return Ok(None) };
        let page = call.clone().await?;
        let cursor = next(&page).filter(|cursor| !cursor.is_empty()).cloned();
        // Cursors may be long, so their hashes are kept.
        let hash = cursor.as_ref().map(|cursor| seen.hasher().hash_one(cursor));
        if hash.is_some_and(|hash| !seen.insert(hash)) {
            let error = DecodeError::endless_pages(operation.origin(Attempts { sent: 1, rejected: 0 }), path);
            return Err(Error::Decode(Box::new(error)));
        }
        let state = cursor.map(|cursor| (at(call, cursor), seen));
        Ok(Some((page, state)))
    }))
}

/// The items on the pages, one after the other.
pub(crate) fn items<P: Send + 'static, T: Send + 'static>(
    pages: ResultStream<P>,
    items: impl Fn(P) -> Vec<T> + Copy + Send + 'static,
) -> ResultStream<T> {
    Box::pin(pages.map_ok(move |page| iter(items(page).into_iter().map(Ok))).try_flatten())
}
