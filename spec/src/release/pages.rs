//! The pages that show a manifest or Cargo's output.

use semver::Version;

/// A page in which the packages have another version.
pub fn with_version(page: &str, packages: &[String], old: &Version, new: &Version) -> String {
    packages.iter().fold(page.to_owned(), |page, name| {
        [old.to_string(), series(old)].iter().zip([new.to_string(), series(new)]).fold(
            page.replace(&format!("{name}@{old}"), &format!("{name}@{new}")),
            |page, (old, new)| {
                page.replace(&format!("{name} = \"{old}\""), &format!("{name} = \"{new}\"")).replace(
                    &format!("{name} = {{ version = \"{old}\""),
                    &format!("{name} = {{ version = \"{new}\""),
                )
            },
        )
    })
}

/// The part of a version that a requirement needs to name.
fn series(version: &Version) -> String {
    match version.major {
        0 => format!("0.{}", version.minor),
        major => major.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_show_the_new_version() {
        for (old, new, page, expected) in [
            ("0.1.0", "0.2.0", "a@0.1.0: tokio = \"0.1\"", "a@0.2.0: tokio = \"0.1\""),
            ("0.1.0", "0.2.0", "a = \"0.1\" and b = \"0.1.0\"", "a = \"0.2\" and b = \"0.2.0\""),
            (
                "1.4.0",
                "2.0.0",
                "a = { version = \"1\", features = [] }",
                "a = { version = \"2\", features = [] }",
            ),
            ("0.1.0", "0.2.0", "b = { version = \"0.1.0\" }", "b = { version = \"0.2.0\" }"),
        ] {
            let [old, new] = [old, new].map(|version| Version::parse(version).expect("a version"));
            assert_eq!(with_version(page, &["a".to_owned(), "b".to_owned()], &old, &new), expected);
        }
    }
}
