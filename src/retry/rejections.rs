use std::time::Duration;

/// How much later a call may probe for each of its rejections in a generation.
const TURN: Duration = Duration::from_millis(2);

/// The most rejections that count for that.
const MOST_TURNS: u32 = 25;

/// The rejections of a call by rate limits.
#[derive(Debug, Default)]
pub(crate) struct Rejections {
    /// The operation's accepted requests, at the time this call was last rejected.
    total: Option<u32>,
    /// How often the limit was the call's own.
    pub(crate) alone: u32,
    /// The generation of the last rejection, and the number of rejections in it.
    generation: u32,
    times: u32,
}

impl Rejections {
    /// Records a rejection, with the number of requests that the server had accepted until then. Returns whether only
    /// this call is limited: others were accepted since its last rejection.
    pub(super) fn meet(&mut self, total: u64) -> bool {
        // The low bits tell whether the number has changed, and keep every call's future small.
        let total = total as u32;
        let is_own = self.total.replace(total).is_some_and(|then| then != total);
        self.alone += u32::from(is_own);
        is_own
    }

    /// Records the generation of the limit that was met.
    pub(super) fn count(&mut self, generation: u32) {
        self.times = if self.generation == generation { self.times + 1 } else { 1 };
        self.generation = generation;
    }

    /// How much later than others this call may probe: a call that was just rejected goes to the back of the queue.
    pub(super) fn handicap(&self, generation: u32) -> Duration {
        let times = if self.generation == generation { self.times } else { 0 };
        TURN * times.min(MOST_TURNS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_calls_own_if_others_were_let_through_since_the_last_one() {
        let mut rejections = Rejections::default();
        // The first limit may be everybody's, and so may the next one while nothing is let through.
        assert_eq!([7, 7].map(|total| rejections.meet(total)), [false, false]);
        assert_eq!([8, 8, 20].map(|total| rejections.meet(total)), [true, false, true]);
        assert_eq!(rejections.alone, 2);
    }

    #[test]
    fn each_limit_in_a_generation_puts_a_call_two_milliseconds_behind_the_others() {
        let mut rejections = Rejections::default();
        assert_eq!(rejections.handicap(1), Duration::ZERO);
        for times in 1..=30 {
            rejections.count(1);
            let turns = times.min(25);
            assert_eq!(rejections.handicap(1), Duration::from_millis(2 * turns), "{times} times");
        }
        assert_eq!(rejections.handicap(2), Duration::ZERO);
        rejections.count(2);
        assert_eq!(rejections.handicap(2), Duration::from_millis(2));
    }
}
