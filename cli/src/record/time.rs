/// The time in the form in which the record has it: RFC 3339 in UTC, in milliseconds.
pub fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
