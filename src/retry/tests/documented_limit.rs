//! A limit that the document states, before the server has rejected anything.

use std::time::Duration;

use tokio::time::Instant;

use crate::retry::rate_limiter::RateLimiter;
use crate::retry::rejections::Rejections;
use crate::table::operation::RateLimit;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_limiter_paces_the_requests_beyond_a_documented_limit() {
    for (limit, expected) in [(None, 0..1), (Some(RateLimit { requests: 3, interval: SECOND * 60 }), 20..21)]
    {
        let limiter = RateLimiter::new("an_operation").starting_from(limit);
        let mut waits = Vec::new();
        for _ in 0..4 {
            let now = Instant::now();
            let permit = limiter.acquire(now, now + SECOND * 100, &Rejections::default()).await;
            permit.expect("a permit in time").passed();
            waits.push(now.elapsed().as_secs());
        }
        assert_eq!(waits[..3], [0; 3]);
        assert!(expected.contains(&waits[3]), "{waits:?}");
    }
}
