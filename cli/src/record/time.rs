use jiff::{SignedDuration, Timestamp};

/// The time in the form in which the record has it: RFC 3339 in UTC, in milliseconds.
pub fn now() -> String {
    written(Timestamp::now())
}

/// A time of the record, later by a duration. `None` if it is no time, or if there is no such time.
pub fn later(time: &str, by: SignedDuration) -> Option<String> {
    time.parse::<Timestamp>().ok()?.checked_add(by).ok().map(written)
}

/// The first whole minute that is not before a time, such as `2026-03-02 14:07 UTC`.
pub fn minute_after(time: &str) -> String {
    let minute = time.parse::<Timestamp>().ok().and_then(|time| {
        let seconds = time.as_second() + i64::from(time.subsec_nanosecond() > 0);
        Timestamp::from_second(seconds + (60 - seconds.rem_euclid(60)) % 60).ok()
    });
    minute.map_or_else(|| time.to_owned(), |minute| minute.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn written(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// The date in UTC, such as `2026-12-31`.
pub fn today() -> String {
    now()[..10].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_never_before_the_time() {
        for (time, minute) in [
            ("2026-03-02T14:06:00.000Z", "2026-03-02 14:06 UTC"),
            ("2026-03-02T14:06:00.001Z", "2026-03-02 14:07 UTC"),
            ("2026-03-02T14:06:59.999Z", "2026-03-02 14:07 UTC"),
            ("2026-12-31T23:59:30.000Z", "2027-01-01 00:00 UTC"),
            ("no time", "no time"),
        ] {
            assert_eq!(minute_after(time), minute);
        }
    }

    #[test]
    fn a_later_time_has_the_form_of_the_record() {
        let later = later("2026-03-02T14:06:00.500Z", SignedDuration::from_secs(3610));
        assert_eq!(later.as_deref(), Some("2026-03-02T15:06:10.500Z"));
    }
}
