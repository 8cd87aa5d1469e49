use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::output::{Format, printable};

/// The names that several apps have. Apps choose their names, and one may take the name of another.
#[derive(Debug, Default)]
pub struct Lookalikes(HashSet<String>);

impl Lookalikes {
    /// Reads the ids and names of apps.
    pub fn among<'a>(apps: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut first = HashMap::new();
        let others = apps.into_iter().filter_map(|(id, name)| {
            let key = key(name);
            let is_other = *first.entry(key.clone()).or_insert(id) != id;
            is_other.then_some(key)
        });
        Self(others.collect())
    }

    /// A cell with the name of an app. In a table, which may have no room for ids, one of several with that name has its id
    /// beside it.
    pub fn app(&self, format: Format, id: &str, name: &str) -> Value {
        match format {
            Format::Table if self.0.contains(&key(name)) => {
                // No name is long enough to hide the id.
                let start: String = name.chars().take(LONGEST).collect();
                let rest = if start.len() < name.len() { "…" } else { "" };
                format!("{start}{rest} ({id})").into()
            }
            _ => format.chosen(name),
        }
    }
}

/// The most characters of a name that has its id beside it.
const LONGEST: usize = 60;

/// Names that are read alike.
fn key(name: &str) -> String {
    printable(name).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_table_apps_of_one_name_have_their_ids_beside_it() {
        let apps = [("a", "Notes"), ("b", "Calendar"), ("a", "Notes"), ("c", " NOTES "), ("d", "Mail")];
        let lookalikes = Lookalikes::among(apps);
        let shown =
            |format| apps.map(|(id, name)| lookalikes.app(format, id, name).as_str().map(str::to_owned));
        let shown = |format| shown(format).map(Option::unwrap_or_default);
        assert_eq!(shown(Format::Table), ["Notes (a)", "Calendar", "Notes (a)", " NOTES  (c)", "Mail"]);
        assert_eq!(shown(Format::Json), ["Notes", "Calendar", "Notes", " NOTES ", "Mail"]);
        let long = "long ".repeat(50);
        let lookalikes = Lookalikes::among([("a", &*long), ("b", &*long)]);
        let shown = lookalikes.app(Format::Table, "a", &long);
        assert_eq!(shown, format!("{}… (a)", "long ".repeat(12)));
    }
}
