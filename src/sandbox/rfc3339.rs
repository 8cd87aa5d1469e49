/// A time as in RFC 3339, in nanoseconds since an arbitrary point. `None` if the text is no such time.
pub(super) fn nanoseconds(text: &str) -> Option<i128> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let fraction = fraction.get(..9.min(fraction.len())).filter(|digits| !digits.is_empty())?;
    let nanos: i128 = digits(&format!("{fraction:0<9}"))?.into();
    let offset = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign, offset) => {
            let [hours, minutes] = numbers(offset, ':', [2, 2])?;
            (hours <= 23 && minutes <= 59).then_some(())?;
            (hours * 60 + minutes) * if sign == "-" { -60 } else { 60 }
        }
    };
    // A second of 60 is a leap second.
    let is_valid = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 60;
    let seconds = ((days_before(year, month) + day) * 24 + hour) * 3600 + minute * 60 + second - offset;
    is_valid.then(|| i128::from(seconds) * 1_000_000_000 + nanos)
}

/// Numbers of so many digits each.
fn numbers<const N: usize>(text: &str, separator: char, lengths: [usize; N]) -> Option<[i64; N]> {
    let parts: Vec<&str> = text.split(separator).collect();
    let parts = <[&str; N]>::try_from(parts).ok()?;
    let mut numbers = [0; N];
    for ((number, part), length) in numbers.iter_mut().zip(parts).zip(lengths) {
        *number = digits(part).filter(|_| part.len() == length)?;
    }
    Some(numbers)
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from the year 0 to the first of this month.
fn days_before(year: i64, month: i64) -> i64 {
    let leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    year * 365 + leap_days + (1..month).map(|month| days_in(year, month)).sum::<i64>()
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn times_compare_whatever_their_precision_and_offset() {
        for times in [
            ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"],
            ["2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z"],
            ["2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z"],
            ["2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"],
            ["2000-12-31T23:59:59.999999999Z", "2001-01-01T00:00:00Z"],
        ] {
            let [earlier, later] = times.map(|time| nanoseconds(time).expect(time));
            assert!(earlier < later, "{times:?}");
        }
        assert_eq!(nanoseconds("2024-03-01T00:00:00-01:30"), nanoseconds("2024-03-01 01:30:00z"));
        let [last, first] = ["2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z"].map(nanoseconds);
        assert_eq!(first, last.map(|last| last + 1_000_000_000));
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "yesterday",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T24:00:00Z",
            "2026-1-1T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T00:00:00+2:00",
            "2026-01-01T00:00:00Zé",
            "2026-01-01T00:00:00.éZ",
        ] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
