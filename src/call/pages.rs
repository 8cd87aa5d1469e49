#![allow(dead_code, reason = "a document need not have paged operations")]

use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasher;
use std::pin::Pin;

use futures_util::stream::{iter, try_unfold};
use futures_util::{Stream, TryStreamExt};

use crate::error::{Attempts, DecodeError, Error};
use crate::table::operation::Operation;

/// A stream of results. It ends after the first error. Pages that would never end are one ([`Error::Decode`]): see
/// [`Cursors`].
///
/// A paged operation's builder has two: `pages()` yields each page, `stream()` each item on the pages. Neither
/// sends a request before it is polled, and neither sends one after it is dropped.
pub type ResultStream<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;

/// The most pages of a walk. A server that returns new cursors for ever would otherwise keep it going.
const MOST_PAGES: usize = 100_000;

/// The cursors that a walk over pages has followed. It tells when the pages would never end.
///
/// `pages()` and `stream()` of paged operations use it. Use it to follow pages by yourself:
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use stytch_connected_apps::Cursors;
///
/// let mut cursors = Cursors::default();
/// cursors.follow("a")?;
/// cursors.follow("b")?;
/// assert!(cursors.follow("a").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Cursors {
    /// Cursors may be long, so their hashes are kept.
    seen: HashSet<u64>,
}

impl Cursors {
    /// Records that the walk goes on with the page of this cursor.
    ///
    /// # Errors
    ///
    /// [`EndlessPages`] if the walk has followed this cursor before, or 100,000 others.
    pub fn follow(&mut self, cursor: &str) -> Result<(), EndlessPages> {
        if self.seen.len() >= MOST_PAGES {
            return Err(EndlessPages("more than 100000 pages"));
        }
        match self.seen.insert(self.seen.hasher().hash_one(cursor)) {
            true => Ok(()),
            false => Err(EndlessPages("the cursor is that of an earlier page, so the pages would never end")),
        }
    }
}

/// The reason why a walk over pages would never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndlessPages(&'static str);

impl fmt::Display for EndlessPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for EndlessPages {}

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
    let first = Some((first, Cursors::default()));
    Box::pin(try_unfold(first, move |state| async move {
        let Some((call, mut cursors)) = state else { return Ok(None) };
        let page = call.clone().await?;
        let Some(cursor) = next(&page).filter(|cursor| !cursor.is_empty()).cloned() else {
            return Ok(Some((page, None)));
        };
        if let Err(reason) = cursors.follow(&cursor) {
            let origin = operation.origin(Attempts { sent: 1, rejected: 0 });
            let error = DecodeError::endless_pages(origin, path, &reason);
            return Err(Error::Decode(Box::new(error)));
        }
        Ok(Some((page, Some((at(call, cursor), cursors)))))
    }))
}

/// The items on the pages, one after the other.
pub(crate) fn items<P: Send + 'static, T: Send + 'static>(
    pages: ResultStream<P>,
    items: impl Fn(P) -> Vec<T> + Copy + Send + 'static,
) -> ResultStream<T> {
    Box::pin(pages.map_ok(move |page| iter(items(page).into_iter().map(Ok))).try_flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_ends_at_a_cursor_that_it_followed_before_or_after_many_pages() {
        let mut cursors = Cursors::default();
        assert_eq!(["a", "b", "c"].map(|cursor| cursors.follow(cursor).is_ok()), [true; 3]);
        assert!(cursors.follow("b").is_err());
        let mut cursors = Cursors::default();
        let followed = (0..MOST_PAGES + 10).take_while(|page| cursors.follow(&page.to_string()).is_ok());
        assert_eq!(followed.count(), MOST_PAGES);
    }
}
