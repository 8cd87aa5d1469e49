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
            |tokens: u32| (tokens < self.capacity).then(|| tokens.saturating_add(amount).min(self.capacity));
        // Full is the usual case, and then nothing is written.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }
}
