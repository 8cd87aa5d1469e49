/// The time in the form in which the record has it: RFC 3339 in UTC, in milliseconds.
pub fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

/// The date in UTC, such as `2026-12-31`.
pub fn today() -> String {
    now()[..10].to_owned()
}
