//! Compares two snapshots.

use std::collections::HashSet;

/// Describes every breaking change from the old snapshot to the new one.
pub fn breaking(old: &str, new: &str) -> Vec<String> {
    let gone = lines_missing(old, new).into_iter().map(|line| format!("removed or changed: {line}"));
    let added = lines_missing(new, old).into_iter().filter(|line| is_variant_of(line, old));
    let added = added.map(|line| format!("a `match` lacks the new variant: {line}"));
    gone.chain(added).collect()
}

/// The lines of one snapshot that the other lacks, apart from the headline.
pub fn lines_missing<'a>(snapshot: &'a str, other: &str) -> Vec<&'a str> {
    let others: HashSet<&str> = other.lines().collect();
    snapshot.lines().skip(1).filter(|line| !others.contains(line)).collect()
}

/// Returns whether a line is a variant of an enum in the snapshot that promises to have no others.
fn is_variant_of(line: &str, snapshot: &str) -> bool {
    let Some(item) = line.strip_prefix("pub ").and_then(|item| item.split(['(', ' ']).next()) else {
        return false;
    };
    item.rsplit_once("::").is_some_and(|(parent, _)| {
        let exhaustive = format!("pub enum {parent}");
        snapshot.lines().any(|line| line == exhaustive)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "The public API of a.
pub mod a
pub enum a::Closed
pub a::Closed::One
#[non_exhaustive] pub enum a::Open
pub a::Open::One
pub struct a::Client
impl a::Client
pub fn a::Client::call(&self, u8) -> u8
impl a::Client
pub fn a::Client::fan_out(&self)
impl core::marker::Send for a::Client
";

    /// The breaking changes of one edit of the snapshot.
    fn changes(from: &str, to: &str) -> Vec<String> {
        assert!(OLD.contains(from), "{from}");
        breaking(OLD, &OLD.replacen(from, to, 1))
    }

    #[test]
    fn what_is_removed_or_changed_is_breaking() {
        for line in [
            "pub fn a::Client::fan_out(&self)",
            "pub fn a::Client::call(&self, u8) -> u8",
            "pub a::Open::One",
            "impl core::marker::Send for a::Client",
        ] {
            assert_eq!(changes(&format!("{line}\n"), ""), [format!("removed or changed: {line}")]);
        }
        let expected = "removed or changed: pub fn a::Client::call(&self, u8) -> u8";
        assert_eq!(changes("(&self, u8)", "(&self, u16)"), [expected]);
        let expected = "a `match` lacks the new variant: pub a::Closed::Two(u8)";
        assert_eq!(
            changes("pub a::Closed::One\n", "pub a::Closed::One\npub a::Closed::Two(u8)\n"),
            [expected]
        );
    }

    #[test]
    fn what_is_added_is_not_breaking() {
        for (from, to) in [
            ("The public API", "All"),
            // Methods may move between blocks.
            ("impl a::Client\n", ""),
            ("impl a::Client\n", "impl a::Client\npub fn a::Client::close(self)\n"),
            ("pub a::Open::One\n", "pub a::Open::One\npub a::Open::Two\n"),
            ("pub struct a::Client\n", "pub struct a::Client\npub struct a::Closing\n"),
            (
                "pub a::Closed::One\n",
                "pub a::Closed::One\nimpl a::Closed\npub fn a::Closed::is_one(&self) -> bool\n",
            ),
        ] {
            assert_eq!(changes(from, to), [""; 0], "{to}");
        }
    }
}
