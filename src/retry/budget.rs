use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a retry, and the earnings of a call that succeeds on its first attempt, in tokens. The numbers are
/// those of the AWS SDKs' standard retry mode.
const RETRY: u32 = 5;
const SUCCESS: u32 = 1;

/// A token bucket that prevents retry storms.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    capacity: u32,
    tokens: AtomicU32,
}

impl RetryBudget {
    /// A full bucket that pays for this many retries in a row.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY);
        Self { capacity, tokens: AtomicU32::new(capacity) }
    }

    /// Pays for one retry, if the bucket holds enough.
    pub(crate) fn withdraw(&self) -> Option<Withdrawal<'_>> {
        let take = |tokens: u32| tokens.checked_sub(RETRY);
        let is_enough = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        is_enough.then(|| Withdrawal(self))
    }

    /// Refunds the last retry of a successful call, or adds a little if it had none.
    pub(crate) fn deposit(&self, after_retry: bool) {
        self.put(if after_retry { RETRY } else { SUCCESS });
    }

    fn put(&self, amount: u32) {
        let put =
            |tokens: u32| (tokens != self.capacity).then(|| tokens.saturating_add(amount).min(self.capacity));
        // The bucket is usually full, and then nothing is written.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }
}

/// The cost of a retry. It goes back if it is dropped unspent: the retry was never sent.
#[must_use = "it goes back unless it is spent"]
pub(crate) struct Withdrawal<'a>(&'a RetryBudget);

impl Withdrawal<'_> {
    pub(crate) fn spend(self) {
        std::mem::forget(self);
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        self.0.put(RETRY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of ten retries a bucket still pays for.
    fn left(budget: &RetryBudget) -> usize {
        (0..10).filter_map(|_| budget.withdraw()).map(Withdrawal::spend).count()
    }

    #[test]
    fn a_new_budget_pays_for_its_number_of_retries() {
        assert_eq!(left(&RetryBudget::new(3)), 3);
        assert_eq!(left(&RetryBudget::new(0)), 0);
    }

    #[test]
    fn what_is_not_spent_goes_back() {
        let budget = RetryBudget::new(1);
        drop(budget.withdraw());
        assert_eq!(left(&budget), 1);
    }

    #[test]
    fn successes_refill_a_budget_up_to_its_capacity() {
        let budget = RetryBudget::new(2);
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
        // Six tokens: a retry costs five.
        assert_eq!(left(&budget), 1);
        budget.deposit(true);
        assert_eq!(left(&budget), 1);
    }
}
