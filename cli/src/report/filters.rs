//! Filters of the templates.

use std::fmt::Display;

use askama::filters::{Escaper, Html, Safe};
use askama::{Result, Values};

use crate::output;
use crate::record::time;

/// Replaces characters that could hide their neighbours or reverse the direction of reading.
#[askama::filter_fn]
pub fn printable(value: impl Display, _: &dyn Values) -> Result<String> {
    Ok(output::printable(&value.to_string()))
}

/// Shortens a time of the record to minutes.
#[askama::filter_fn]
pub fn minutes(time: impl Display, _: &dyn Values) -> Result<String> {
    let time = time.to_string();
    Ok(match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute} UTC"),
        _ => time,
    })
}

/// The first whole minute that is not before a time of the record.
#[askama::filter_fn]
pub fn minute_after(time: impl Display, _: &dyn Values) -> Result<String> {
    Ok(time::minute_after(&time.to_string()))
}

/// A number with its noun: `1 app`, `2 apps`.
#[askama::filter_fn]
pub fn counted(number: impl Display, _: &dyn Values, one: &str, many: &str) -> Result<String> {
    let number = number.to_string();
    let noun = if number == "1" { one } else { many };
    Ok(format!("{number} {noun}"))
}

/// A printable word that may be broken after its punctuation, and nowhere else.
#[askama::filter_fn]
pub fn word(value: impl Display, _: &dyn Values) -> Result<Safe<String>> {
    let (word, mut html) = (output::printable(&value.to_string()), String::new());
    for (at, part) in word.split_inclusive([':', '/', '.', '?', '=', ',', '@']).enumerate() {
        if at > 0 {
            html += "<wbr>";
        }
        Html.write_escaped_str(&mut html, part)?;
    }
    Ok(Safe(html))
}
