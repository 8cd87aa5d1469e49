use jiff::civil::Date;

/// The first year that a reviewer may mean. A number such as 46387, which a spreadsheet shows for a day, is none.
const FIRST_YEAR: i16 = 2000;

/// Reads a day as spreadsheets write it when it begins with the year: `2026-12-31`, `2026/12/31`, `2026-12-31 00:00:00`.
/// Anything else could be another day elsewhere, such as 01/02/2027.
pub fn read(cell: &str) -> Option<String> {
    let cell = cell.trim_matches(['\'', '"', '’', '‘', ' ']);
    let (day, time) = match cell.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, time),
        None => (cell, ""),
    };
    let is_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | 'z');
    if !time.chars().all(is_time) {
        return None;
    }
    let is_separator = |c: char| matches!(c, '-' | '/' | '.' | '\u{2010}'..='\u{2013}' | '\u{2212}');
    let parts: Vec<&str> = day.split(is_separator).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number = |part: &str, len: usize| part.len() <= len && part.bytes().all(|c| c.is_ascii_digit());
    let is_written = is_number(year, 4) && is_number(month, 2) && is_number(day, 2);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (is_written && date.year() >= FIRST_YEAR).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_begins_with_the_year_is_read_however_a_spreadsheet_writes_it() {
        for cell in [
            "2026-12-31",
            "2026/12/31",
            "2026.12.31",
            "'2026-12-31",
            "2026-12-31 00:00",
            "2026-12-31 00:00:00",
            "2026-12-31T00:00:00",
            "2026-12-31T00:00:00.000Z",
            "2026‑12‑31",
            "2026–12–31",
        ] {
            assert_eq!(read(cell).as_deref(), Some("2026-12-31"), "{cell}");
        }
        assert_eq!(read("2027-1-2").as_deref(), Some("2027-01-02"));
    }

    #[test]
    fn anything_else_is_no_day() {
        for cell in [
            "",
            "never",
            "31.12.2026",
            "12/31/2026",
            "01/02/2027",
            "26-12-31",
            "2026-12",
            "2026",
            "46387",
            "20261231",
            "2026-02-30",
            "2026-13-01",
            "2026-00-01",
            "1900-01-01",
            "2026-12-31 a",
            "2026-12-31-1",
            "Dec 31, 2026",
            "2026-012-31",
            "+2026-12-31",
            "2026-1-+1",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }
}
