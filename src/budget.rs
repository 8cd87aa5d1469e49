//! A token bucket that keeps retries from becoming a storm, shared by all clones of a client.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry takes, and what a call that succeeds at once puts back, in tokens. The numbers are
/// those of the AWS SDKs' standard retry mode.
const RETRY: u32 = 5;
const SUCCESS: u32 = 1;

#[derive(Debug)]
pub(crate) struct Budget {
    capacity: u32,
    tokens: AtomicU32,
}

impl Budget {
    /// A full bucket that pays for `retries` in a row.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY);
        Self { capacity, tokens: AtomicU32::new(capacity) }
    }

    /// Takes what one retry costs, if it is there.
    pub(crate) fn withdraw(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(RETRY);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// A call succeeded: its last retry's cost comes back, or a little if there was none.
    pub(crate) fn deposit(&self, after_retry: bool) {
        let amount = if after_retry { RETRY } else { SUCCESS };
        let put =
            |tokens: u32| (tokens != self.capacity).then(|| tokens.saturating_add(amount).min(self.capacity));
        // Full is the usual case, and then nothing is written.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many retries a bucket still pays for.
    fn left(budget: &Budget) -> u32 {
        std::iter::from_fn(|| budget.withdraw().then_some(())).count() as u32
    }

    #[test]
    fn a_bucket_pays_for_as_many_retries_as_it_was_made_for() {
        assert_eq!(left(&Budget::new(3)), 3);
        assert_eq!(left(&Budget::new(0)), 0);
    }

    #[test]
    fn successes_refill_it_and_never_beyond_its_size() {
        let budget = Budget::new(2);
        for _ in 0..100 {
            budget.deposit(false);
            budget.deposit(true);
        }
        assert_eq!(left(&budget), 2);
        for _ in 0..4 {
            budget.deposit(false);
        }
        assert_eq!(left(&budget), 0);
        budget.deposit(false);
        budget.deposit(false);
        // Four and two make six, of which a retry takes five.
        assert_eq!(left(&budget), 1);
        budget.deposit(true);
        assert_eq!(left(&budget), 1);
    }
}
