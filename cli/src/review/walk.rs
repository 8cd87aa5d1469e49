use std::collections::HashSet;
use std::hash::BuildHasher;

use stytch_connected_apps::Cursors;

use crate::record::queue::Search;
use crate::review::page::Page;

/// The most pages in a row that name nobody new. A person or two may move from one page to the next meanwhile; a whole
/// page of people already named, again and again, is a circle.
const MOST_IDLE: usize = 10;

/// A walk over the pages of a search, which tells when the pages would never end.
#[derive(Debug, Default)]
pub struct Walk {
    cursors: Cursors,
    /// Hashes of the ids, as there may be a million.
    seen: HashSet<u64>,
    pages: u64,
    idle: usize,
}

impl Walk {
    /// The number of the page that is asked for next.
    pub fn page(&self) -> u64 {
        self.pages + 1
    }

    /// Records a page. An error says why the pages would never end.
    pub fn follow(&mut self, search: &Search, page: &Page) -> Result<(), String> {
        let number = self.page();
        self.pages = number;
        let mut is_idle = true;
        for id in page.found.ids() {
            is_idle &= !self.seen.insert(self.seen.hasher().hash_one(id));
        }
        self.idle = if is_idle { self.idle + 1 } else { 0 };
        let Some(next) = &page.next else { return Ok(()) };
        if self.pages == 1
            && let Some(cursor) = &search.cursor
        {
            // The first page of this run may be one in the middle.
            _ = self.cursors.follow(cursor);
        }
        self.cursors.follow(next).map_err(|reason| format!("page {number} of a search: {reason}"))?;
        match self.idle > MOST_IDLE {
            true => Err(format!("page {number} of a search: the last {MOST_IDLE} pages name nothing new")),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::queue::{SearchKind, Subject, SubjectKind};
    use crate::review::page::Results;

    fn search(cursor: Option<&str>) -> Search {
        Search { kind: SearchKind::Users, cursor: cursor.map(str::to_owned) }
    }

    fn page(ids: std::ops::Range<u32>, next: impl Into<Option<String>>) -> Page {
        let subject = |id: u32| Subject {
            kind: SubjectKind::User,
            organization_id: String::new(),
            id: id.to_string(),
            name: String::new(),
        };
        Page { found: Results::Subjects(ids.map(subject).collect()), next: next.into(), total: None }
    }

    #[test]
    fn a_circle_of_cursors_ends_a_walk_wherever_it_began() {
        for first in [None, Some("a")] {
            let mut walk = Walk::default();
            walk.follow(&search(first), &page(0..2, "b".to_owned())).expect("the first time");
            let next = page(2..4, "a".to_owned());
            let error = walk
                .follow(&search(Some("b")), &next)
                .and_then(|()| walk.follow(&search(Some("a")), &page(0..2, "b".to_owned())));
            assert!(error.expect_err("a circle").contains("earlier page"));
        }
    }

    #[test]
    fn new_cursors_with_the_same_people_end_a_walk_and_a_few_repeats_do_not() {
        let mut walk = Walk::default();
        for number in 0..1_000 {
            // Each page begins with the last person of the one before.
            let people = number * 10..number * 10 + 11;
            walk.follow(&search(None), &page(people, format!("{number}"))).expect("somebody new");
        }
        let ended = (1_000..2_000)
            .find(|number| walk.follow(&search(None), &page(0..10, format!("{number}"))).is_err());
        assert_eq!(ended, Some(1_010));
        // The last page may name nobody new.
        let mut walk = Walk::default();
        walk.follow(&search(None), &page(0..10, "a".to_owned())).expect("somebody new");
        walk.follow(&search(None), &page(0..10, None)).expect("the last page");
    }
}
