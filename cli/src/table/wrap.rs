use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

const ELLIPSIS: &str = "…";

/// The number of a terminal's columns that a string takes.
pub(super) fn width(string: &str) -> usize {
    string.width()
}

/// Breaks a string into lines of a width: between words, in a longer word after its punctuation, and at last anywhere.
/// After so many lines it is cut, with an ellipsis.
pub(super) fn wrap(string: &str, room: usize, most: usize) -> String {
    if width(string) <= room {
        return string.to_owned();
    }
    let mut lines = vec![String::new()];
    for word in string.split(' ').filter(|word| !word.is_empty()) {
        let line = &lines[lines.len() - 1];
        let blank = if line.is_empty() { "" } else { " " };
        if width(line) + blank.len() + width(word) <= room {
            push(&mut lines, &[blank, word]);
        } else {
            if !line.is_empty() {
                lines.push(String::new());
            }
            pieces(word, room).into_iter().for_each(|piece| add(&mut lines, piece, room));
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        let last = lines.pop().unwrap_or_default();
        lines.push(cut_end(&last, room));
    }
    lines.join("\n")
}

fn push(lines: &mut [String], parts: &[&str]) {
    if let Some(line) = lines.last_mut() {
        parts.iter().for_each(|part| line.push_str(part));
    }
}

fn add(lines: &mut Vec<String>, piece: &str, room: usize) {
    let line = lines.last().map_or(0, |line| width(line));
    if line > 0 && line + width(piece) > room {
        lines.push(String::new());
    }
    push(lines, &[piece]);
}

/// The parts of a word that may be on lines of their own.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let parts = word.split_inclusive(|c: char| "_-.:/@,;=".contains(c));
    parts
        .flat_map(|part| if width(part) <= room { vec![part] } else { part.graphemes(true).collect() })
        .collect()
}

/// Leaves the end of a string, as the ids of a kind begin alike.
pub(super) fn cut_start(string: &str, room: usize) -> String {
    if width(string) <= room {
        return string.to_owned();
    }
    let mut kept = Vec::new();
    let mut left = room.saturating_sub(1);
    for grapheme in string.graphemes(true).rev() {
        let Some(rest) = left.checked_sub(width(grapheme)) else { break };
        left = rest;
        kept.push(grapheme);
    }
    kept.push(ELLIPSIS);
    kept.into_iter().rev().collect()
}

/// Ends a string with an ellipsis.
fn cut_end(string: &str, room: usize) -> String {
    let mut kept: Vec<&str> = string.graphemes(true).collect();
    while kept.iter().map(|grapheme| width(grapheme)).sum::<usize>() >= room.max(1) {
        kept.pop();
    }
    format!("{}{ELLIPSIS}", kept.concat().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_if_a_line_has_the_room() {
        for (string, room, expected) in [
            ("openid offline_access email", 14, "openid\noffline_access\nemail"),
            ("openid profile email", 14, "openid profile\nemail"),
            ("third_party_public", 14, "third_party_\npublic"),
            ("ann.lee@mail.example.com", 12, "ann.lee@\nmail.\nexample.com"),
            ("aeadeabc0123", 5, "aeade\nabc01\n23"),
            ("日本語カレンダー", 6, "日本語\nカレン\nダー"),
            ("  two  blanks ", 20, "  two  blanks "),
            ("", 5, ""),
        ] {
            assert_eq!(wrap(string, room, usize::MAX), expected, "{string:?}");
        }
    }

    #[test]
    fn what_is_cut_has_an_ellipsis_and_the_width() {
        assert_eq!(wrap("a b c d e f", 3, 2), "a b\nc…");
        assert_eq!(wrap("abcdef", 3, 1), "ab…");
        assert_eq!(cut_start("connected-app-test-1", 7), "…test-1");
        assert_eq!(cut_start("日本語カレンダー", 6), "…ダー");
        assert_eq!(cut_start("short", 7), "short");
    }
}
