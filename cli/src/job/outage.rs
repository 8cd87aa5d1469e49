use std::time::{Duration, Instant};

/// The time for which a job keeps trying while no call gets through. A change of the network or of a server takes less.
const PATIENCE: Duration = Duration::from_secs(30);

/// A time in which no call gets through.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// Some call has got through.
    has_begun: bool,
    since: Option<Instant>,
}

impl Outage {
    /// Counts a call that did not get through, `is_unreachable` if it could not connect. Returns whether to give up: at
    /// once if no call has ever connected, as that points to the settings or the network.
    pub(super) fn has_lasted(&mut self, is_unreachable: bool) -> bool {
        let since = *self.since.get_or_insert_with(Instant::now);
        (is_unreachable && !self.has_begun) || since.elapsed() >= PATIENCE
    }

    /// Counts a call that got through.
    pub(super) fn end(&mut self) {
        self.has_begun = true;
        self.since = None;
    }
}
