/// The blanks between two columns, half of them on each side.
pub(super) const GAP: usize = 2;

/// The least width of a column of words: `offline_access` fits.
pub(super) const LEAST_WIDTH: usize = 14;

/// The least width of a column of ids that are cut.
const LEAST_ID_WIDTH: usize = 12;

/// The room that a column needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// In which every cell is one line.
    whole: usize,
    /// In which the column can still be read.
    least: usize,
    is_cut: bool,
}

impl Need {
    /// `word` is the longest word of the head. A column of ids that may be cut gets the room that is left.
    pub(super) fn new(whole: usize, word: usize, is_cut: bool) -> Self {
        let least = if is_cut { LEAST_ID_WIDTH } else { LEAST_WIDTH };
        Self { whole, least: whole.min(least).max(word), is_cut }
    }
}

/// The widths of the columns, or `None` if they cannot be read in this room.
pub(super) fn fit(needs: &[Need], room: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = needs.iter().map(|need| need.least).collect();
    // The blanks after the last column are not printed.
    let taken = (widths.iter().sum::<usize>() + GAP * needs.len()).saturating_sub(GAP / 2);
    let mut left = room.checked_sub(taken)?;
    for is_cut in [false, true] {
        while left > 0 {
            let narrow = (0..needs.len())
                .filter(|at| needs[*at].is_cut == is_cut && widths[*at] < needs[*at].whole)
                .min_by_key(|at| widths[*at]);
            let Some(narrow) = narrow else { break };
            widths[narrow] += 1;
            left -= 1;
        }
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_to_the_narrowest_column_and_to_ids_last() {
        let needs = [(5, 5, false), (40, 4, false), (20, 4, false), (50, 6, true)];
        let needs = needs.map(|(whole, word, is_cut)| Need::new(whole, word, is_cut));
        for (room, expected) in [
            (51, None),
            (52, Some(vec![5, 14, 14, 12])),
            (55, Some(vec![5, 16, 15, 12])),
            (64, Some(vec![5, 20, 20, 12])),
            (86, Some(vec![5, 40, 20, 14])),
            (300, Some(vec![5, 40, 20, 50])),
        ] {
            assert_eq!(fit(&needs, room), expected, "{room}");
        }
    }
}
