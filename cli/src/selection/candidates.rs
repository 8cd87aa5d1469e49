use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::output::printable;

/// The most ids that a message lists.
const SHOWN: usize = 10;

/// Things of one kind, by their ids, with the names that they have or had.
#[derive(Debug)]
pub struct Candidates {
    kind: &'static str,
    names: BTreeMap<String, Vec<String>>,
}

impl Candidates {
    /// `kind` is the plural, such as `apps`.
    pub fn new(kind: &'static str, named: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut names = BTreeMap::<String, Vec<String>>::new();
        for (id, name) in named {
            let names = names.entry(id).or_default();
            // Without a name, one is found by its id only.
            names.extend(Some(name).filter(|name| !name.trim().is_empty()));
        }
        Self { kind, names }
    }

    /// The id of the one with this id or, if there is none, with this name. `None` if there is none. If several have the
    /// name, the error lists them.
    pub fn find(&self, given: &str) -> Result<Option<String>, Failure> {
        if self.names.contains_key(given) {
            return Ok(Some(given.to_owned()));
        }
        let called = |is_name: &dyn Fn(&String) -> bool| {
            let found = self.names.iter().filter(|(_, names)| names.iter().any(is_name));
            found.map(|(id, _)| id.as_str()).collect::<Vec<_>>()
        };
        let mut ids = called(&|name| name == given);
        if ids.is_empty() {
            let given = given.to_lowercase();
            ids = called(&|name| name.to_lowercase() == given);
        }
        match ids[..] {
            [] => Ok(None),
            [id] => Ok(Some(id.to_owned())),
            _ => {
                let mut shown: Vec<String> = ids.iter().take(SHOWN).map(|id| printable(id)).collect();
                shown.extend((ids.len() > SHOWN).then(|| format!("and {} more", ids.len() - SHOWN)));
                Err(Failure::usage(format!(
                    "{} {} are called {given:?}; name one by its id:\n  {}",
                    ids.len(),
                    self.kind,
                    shown.join("\n  ")
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_before_a_name_and_a_name_of_several_is_an_error_that_lists_them() {
        let named = [
            ("a", "Calendar"),
            ("b", "calendar"),
            ("c", "Notes"),
            ("d", "a"),
            ("e", "NOTES"),
            ("f", "notes"),
        ];
        let named = named.map(|(id, name)| (id.to_owned(), name.to_owned()));
        let candidates = Candidates::new("apps", named);
        for (given, expected) in [
            ("a", Some("a")),
            ("Calendar", Some("a")),
            ("calendar", Some("b")),
            ("Notes", Some("c")),
            ("x", None),
        ] {
            assert_eq!(candidates.find(given).expect("one at most").as_deref(), expected, "{given}");
        }
        let unnamed =
            Candidates::new("apps", [("a".to_owned(), String::new()), ("b".to_owned(), " ".to_owned())]);
        assert_eq!((unnamed.find("").ok(), unnamed.find(" ").ok()), (Some(None), Some(None)));
        let many = (0..12).map(|number| (format!("app-{number:02}"), "Notes".to_owned()));
        let error = Candidates::new("apps", many).find("Notes").expect_err("twelve").to_string();
        assert!(error.ends_with("\n  app-09\n  and 2 more"), "{error}");
        let error = candidates.find("nOTES").expect_err("three");
        assert_eq!(error.to_string(), "3 apps are called \"nOTES\"; name one by its id:\n  c\n  e\n  f");
    }
}
