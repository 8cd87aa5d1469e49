//! What a limiter does in each phase, and what moves it to another.

use std::time::Duration;

use tokio::time::Instant;

use crate::retry::rejections::Rejections;
use crate::retry::state::{PermitKind, State, Step, TooLate};

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

const FREE: (&str, Option<f64>) = ("rate limit no longer met", None);
const CLOSED: (&str, Option<f64>) = ("rate limit reached", None);

/// The next step of a call that waits a minute and was never limited.
fn step(state: &mut State, now: Instant) -> Step {
    state.step(now, now + SECOND * 60, &Rejections::default())
}

/// A call is limited for the first time. The server names no wait.
fn limit(state: &mut State, now: Instant, sent: Instant) {
    assert!(!state.rejected(now, sent, PermitKind::Usual, None, &mut Rejections::default()));
}

fn pass(state: &mut State, now: Instant, times: u32) {
    (0..times).for_each(|_| state.passed(now, now));
}

/// A limiter whose limit was just met.
fn closed(now: Instant) -> State {
    let mut state = State::new(now);
    limit(&mut state, now, now);
    state
}

/// A limiter whose limit was met at `start`, after so many requests, and opened two seconds later.
fn paced(start: Instant, requests: u32) -> State {
    let mut state = State::new(start);
    pass(&mut state, start, requests);
    limit(&mut state, start, start);
    state.passed(start + SECOND * 2, start + SECOND * 2);
    state
}

#[tokio::test]
async fn without_a_limit_a_call_sends_at_once_even_if_it_has_no_time() {
    let now = Instant::now();
    let mut state = State::new(now);
    assert_eq!(state.step(now, now, &Rejections::default()), Step::Send(PermitKind::Usual));
    assert_eq!((state.generation(), state.next_probe()), (0, None));
}

#[tokio::test]
async fn one_probe_at_a_time_leaves_while_the_limit_is_closed() {
    let now = Instant::now();
    let mut state = closed(now);
    assert_eq!(state.summary(), CLOSED);
    let first = now + MILLISECOND * 100;
    assert_eq!(step(&mut state, now), Step::Wait(first));
    assert_eq!(step(&mut state, first), Step::Send(PermitKind::Probe { generation: 1 }));
    // The end of the probe is unknown.
    let until = first + SECOND;
    let mut call = |now| state.step(now, until, &Rejections::default());
    assert_eq!(call(first), Step::Wait(until));
    assert_eq!(call(until), Step::GiveUp(TooLate { wait: Duration::ZERO }));
}

#[tokio::test]
async fn a_call_gives_up_if_no_probe_can_leave_in_its_time() {
    let now = Instant::now();
    let mut state = closed(now);
    let wait = MILLISECOND * 100;
    let mut call = |time| state.step(now, now + time, &Rejections::default());
    assert_eq!(call(wait), Step::GiveUp(TooLate { wait }));
    assert_eq!(call(wait + MILLISECOND), Step::Wait(now + wait));
}

#[tokio::test]
async fn a_call_that_was_just_limited_probes_after_the_others() {
    let now = Instant::now();
    let (mut state, mut rejections) = (State::new(now), Rejections::default());
    state.rejected(now, now, PermitKind::Usual, None, &mut rejections);
    let time = now + MILLISECOND * 102;
    assert_eq!(state.step(now, now + SECOND, &rejections), Step::Wait(time));
    assert_eq!(step(&mut state, now), Step::Wait(time - MILLISECOND * 2));
}

#[tokio::test]
async fn a_limited_probe_is_followed_as_late_as_the_server_asks_and_a_lost_one_soon() {
    let now = Instant::now();
    let probe = now + MILLISECOND * 100;
    for (asked, wait) in [(None, MILLISECOND * 100), (Some(SECOND * 5), SECOND * 5)] {
        let mut state = closed(now);
        let Step::Send(kind) = step(&mut state, probe) else { panic!("no probe") };
        state.rejected(probe, probe, kind, asked, &mut Rejections::default());
        assert_eq!(state.next_probe(), Some(probe + wait));
    }
    let mut state = closed(now);
    step(&mut state, probe);
    state.lost(probe + SECOND, 1);
    assert_eq!(state.next_probe(), Some(probe + SECOND + MILLISECOND * 165));
}

#[tokio::test]
async fn a_probe_of_an_earlier_limit_says_nothing_about_a_later_one() {
    let now = Instant::now();
    let mut state = closed(now);
    let Step::Send(early) = step(&mut state, now + SECOND) else { panic!("no probe") };
    let later = now + SECOND * 2;
    state.passed(later, later);
    limit(&mut state, later, later);
    assert_eq!(step(&mut state, later + SECOND), Step::Send(PermitKind::Probe { generation: 3 }));
    state.rejected(later + SECOND, now + SECOND, early, Some(SECOND), &mut Rejections::default());
    state.lost(later + SECOND, 1);
    state.passed(later + SECOND, now + SECOND);
    assert_eq!((state.summary(), state.next_probe()), (CLOSED, None));
}

#[tokio::test]
async fn the_wait_of_a_request_that_left_after_the_limited_one_holds_back_the_probe() {
    let now = Instant::now();
    for (gap, wait) in [(5, MILLISECOND * 100), (6, SECOND * 9)] {
        let mut state = closed(now);
        let asked = Some(SECOND * 9);
        state.rejected(now, now + MILLISECOND * gap, PermitKind::Usual, asked, &mut Rejections::default());
        assert_eq!(state.next_probe(), Some(now + wait), "{gap} ms later");
    }
}

#[tokio::test]
async fn only_a_request_that_left_after_the_limited_one_opens_the_limit() {
    let now = Instant::now();
    let mut state = closed(now);
    state.passed(now + SECOND, now + MILLISECOND * 5);
    assert_eq!(state.summary(), CLOSED);
    state.passed(now + SECOND, now + MILLISECOND * 6);
    assert_eq!(state.summary().0, "rate limit lifted");
}

#[tokio::test]
async fn a_rate_is_learned_from_ten_requests() {
    let start = Instant::now();
    // The request that finds the limit open is one of them.
    for (requests, rate) in [(8, None), (9, Some(5.0))] {
        assert_eq!(paced(start, requests).summary(), ("rate limit lifted", rate));
    }
}

#[tokio::test]
async fn a_rate_that_held_is_kept_even_if_few_requests_used_it() {
    let start = Instant::now();
    let mut state = paced(start, 99);
    assert_eq!(state.summary().1, Some(50.0));
    let now = start + SECOND * 10;
    pass(&mut state, now, 20);
    limit(&mut state, now, now);
    state.passed(now + SECOND, now + SECOND);
    // Eight seconds after the limit has opened the pace is 3 % faster than the rate, and 95 % of it are proven.
    let rate = state.summary().1.expect("a rate");
    assert!((rate - 50.0 * 1.03 * 0.95).abs() < 0.001, "{rate}");
}

#[tokio::test]
async fn after_more_than_a_second_of_silence_only_what_follows_counts() {
    let start = Instant::now();
    for (silence, rate) in [(SECOND, 15.5), (SECOND + MILLISECOND, 21.0)] {
        let mut state = State::new(start);
        pass(&mut state, start, 10);
        let now = start + silence;
        pass(&mut state, now, 20);
        limit(&mut state, now, now);
        state.passed(now + SECOND, now + SECOND);
        assert_eq!(state.summary(), ("rate limit lifted", Some(rate)), "{silence:?}");
    }
}

#[tokio::test]
async fn a_paced_call_takes_a_slot_of_its_own_if_it_comes_in_time() {
    let start = Instant::now();
    let mut state = paced(start, 99);
    let now = start + SECOND * 2;
    let Step::Sleep { slot: first, generation } = step(&mut state, now) else { panic!("no slot") };
    assert!(first.time > now && generation == state.generation());
    let Step::Sleep { slot: second, .. } = step(&mut state, now) else { panic!("no slot") };
    assert_eq!(second.time, first.time + first.gap);
    // The third comes too late for a call, which leaves it to another.
    let third = second.time + second.gap;
    let wait = third - now;
    assert_eq!(state.step(now, third, &Rejections::default()), Step::GiveUp(TooLate { wait }));
    let in_time = state.step(now, third + MILLISECOND, &Rejections::default());
    assert!(matches!(in_time, Step::Sleep { slot, .. } if slot.time == third), "{in_time:?}");
}

#[tokio::test]
async fn a_slot_that_is_due_is_used_even_by_a_call_without_time() {
    let start = Instant::now();
    let mut state = paced(start, 99);
    let Step::Sleep { slot, generation } = step(&mut state, start + SECOND * 2) else { panic!("no slot") };
    state.give_back(slot, generation);
    let send = Step::Send(PermitKind::Usual);
    assert_eq!(state.step(slot.time, slot.time, &Rejections::default()), send);
    // It is used once.
    assert_ne!(state.step(slot.time, slot.time, &Rejections::default()), send);
}

#[tokio::test]
async fn a_slot_goes_back_only_to_the_pace_that_it_came_from() {
    let start = Instant::now();
    let now = start + SECOND * 2;
    let mut state = paced(start, 99);
    let Step::Sleep { slot, generation } = step(&mut state, now) else { panic!("no slot") };
    state.give_back(slot, generation);
    assert_eq!(step(&mut state, now), Step::Sleep { slot, generation });
    state.give_back(slot, generation - 1);
    let next = step(&mut state, now);
    assert!(matches!(next, Step::Sleep { slot: next, .. } if next.time > slot.time), "{next:?}");
}

#[tokio::test]
async fn a_limit_that_is_not_met_again_is_gone() {
    let start = Instant::now();
    let mut state = paced(start, 0);
    // Without a rate the pace doubles, and ends 2.25 seconds after the limit has opened.
    assert_ne!(step(&mut state, start + SECOND * 4), Step::GiveUp(TooLate { wait: Duration::ZERO }));
    assert_eq!((state.summary().0, state.generation()), ("rate limit lifted", 2));
    assert_eq!(step(&mut state, start + SECOND * 9 / 2), Step::Send(PermitKind::Usual));
    assert_eq!((state.summary(), state.generation()), (FREE, 3));
}

#[tokio::test]
async fn a_request_that_left_before_the_limit_opened_does_not_shut_it_again() {
    let start = Instant::now();
    let opened = start + SECOND * 2;
    let mut state = paced(start, 99);
    limit(&mut state, opened + SECOND, opened - MILLISECOND);
    assert_eq!(state.summary().0, "rate limit lifted");
    limit(&mut state, opened + SECOND, opened);
    assert_eq!(state.summary(), CLOSED);
}

#[tokio::test]
async fn a_limit_of_a_calls_own_shuts_nothing() {
    let start = Instant::now();
    for mut state in [State::new(start), paced(start, 99)] {
        let before = state.summary();
        let mut rejections = Rejections::default();
        rejections.meet(0);
        let now = start + SECOND * 3;
        state.passed(now, now);
        assert!(state.rejected(now, now, PermitKind::Usual, None, &mut rejections));
        assert_eq!((state.summary(), rejections.alone), (before, 1));
        // Without a request let through in between it is everybody's.
        assert!(!state.rejected(now, now, PermitKind::Usual, None, &mut rejections));
        assert_eq!(state.summary(), CLOSED);
    }
}
