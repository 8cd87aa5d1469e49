//! Files of decisions: their columns, and their names in a directory that has one for each reviewer.

use std::path::Path;

use clap::ValueEnum;

use crate::record::evidence::sha256;

/// The first four columns are for the reviewer, and the last one is never empty: a spreadsheet may leave out the empty
/// cells at the end of a row.
pub const COLUMNS: [&str; 11] = [
    "decision",
    "reviewer",
    "reason",
    "expires",
    "app_name",
    "organization_name",
    "name",
    "scopes",
    "app_id",
    "organization_id",
    "person_id",
];

/// How many columns are for the reviewer.
pub const OWN: usize = 4;

/// The subject of each file of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Split {
    /// The grants of one Organization's Members; all Users are in a file of their own
    Organization,
    /// The grants to one app
    App,
}

/// The most bytes of a name, and of an id, in the name of a file.
const LONGEST: usize = 60;

impl Split {
    pub const ALL: [Self; 2] = [Self::Organization, Self::App];

    fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::App => "app",
        }
    }

    /// The column of the record by which it splits.
    pub fn id(self) -> &'static str {
        match self {
            Self::Organization => "organization_id",
            Self::App => "app_id",
        }
    }

    /// A condition in SQL on the grants of the review `?1`: those of the part `?2`.
    ///
    /// Without being told, SQLite would read all grants to find those of one Organization.
    pub fn condition(self) -> &'static str {
        match self {
            Self::Organization => {
                "AND (app_id, organization_id, person_id) IN (
                     SELECT app_id, organization_id, person_id FROM main.granted INDEXED BY granted_person
                     WHERE review = ?1 AND organization_id = ?2)"
            }
            Self::App => "AND app_id = ?2",
        }
    }

    /// An expression in SQL for the name that a review has for an id.
    pub fn name_of(self, id: &str, review: &str) -> String {
        let (table, is_it) = match self {
            Self::Organization => {
                ("subject", format!("kind = 'organization' AND organization_id = '' AND id = {id}"))
            }
            Self::App => ("app", format!("app_id = {id}")),
        };
        format!("coalesce((SELECT name FROM main.{table} WHERE review = {review} AND {is_it}), '')")
    }

    /// The name of the file about an Organization or an app, such as `acme-inc_organization-live-123.csv`.
    ///
    /// Two ids never share a name, also where the file system ignores case: only one underscore precedes an id of small
    /// letters, and two precede the hash of any other one. No name begins with a dot or a hyphen, has a separator of
    /// paths, or is one that Windows reserves.
    pub fn file_name(self, id: &str, name: &str) -> String {
        if id.is_empty() {
            return "users.csv".to_owned();
        }
        let mut name = plain(name);
        if name.is_empty() {
            self.as_str().clone_into(&mut name);
        }
        let is_safe = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        match id.len() <= LONGEST && id.bytes().all(is_safe) {
            true => format!("{name}_{id}.csv"),
            false => format!("{name}__{}.csv", &sha256(id)[..32]),
        }
    }
}

/// Returns whether a directory's file is one with decisions. What systems and editors keep beside a file is none.
pub fn is_csv(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    !is_hidden(&name) && name.ends_with(".csv")
}

/// Returns whether a file of this name is one that systems and editors keep beside others.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || ["thumbs.db", "desktop.ini"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden))
}

/// The letters and digits of a name in lower case, with a hyphen for all between them.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let hyphen = if plain.is_empty() { "" } else { "-" };
        let letters: String =
            word.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
        plain += hyphen;
        plain += &letters;
    }
    plain.truncate(plain.floor_char_boundary(LONGEST));
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_of_files_are_safe_and_distinct_whatever_names_and_ids_are() {
        let name = |id: &str, name: &str| Split::Organization.file_name(id, name);
        assert_eq!(name("", "anything"), "users.csv");
        assert_eq!(name("organization-live-1a", "Acme, Inc."), "acme-inc_organization-live-1a.csv");
        assert_eq!(name("o-1", ""), "organization_o-1.csv");
        assert_eq!(Split::App.file_name("a-1", " \u{202e}../ "), "app_a-1.csv");
        assert_eq!(name("o-1", "Zoë GmbH & Co. KG"), "zoë-gmbh-co-kg_o-1.csv");
        let long = "ä".repeat(500);
        let ids = [
            "o",
            "O",
            "ö",
            "Ö",
            "a_b",
            "a-b",
            "a/b",
            "a\\b",
            "..",
            ".",
            "-rf",
            "con",
            "CON",
            "users",
            "Users",
            "o\0",
            "o\n",
            "*",
            "\u{202e}",
            " o",
            "o ",
            &long,
            &"x".repeat(500),
            &"x".repeat(501),
        ];
        let names = [
            "",
            "CON",
            "nul",
            "../../etc/passwd",
            "..",
            "-rf",
            ".hidden",
            "~$x",
            "a_b",
            "__",
            "İ",
            "ẞ",
            &long,
        ];
        let mut taken = HashSet::new();
        for id in ids {
            for title in names {
                let file = name(id, title);
                assert!(file.len() <= 140 && file.ends_with(".csv"), "{file}");
                let stem = file.trim_end_matches(".csv");
                let is_safe = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
                assert!(stem.chars().all(is_safe) && !stem.starts_with(['-', '_']), "{file}");
                assert_eq!(file.to_lowercase(), file);
                taken.insert(file);
            }
        }
        // Only names that are written alike share a file, and only for the same id.
        let alike = names.iter().map(|name| plain(name)).collect::<HashSet<_>>().len();
        assert_eq!(taken.len(), ids.len() * alike);
    }
}
