//! The changelog: its Unreleased section becomes a release.

use semver::Version;

/// The heading of changes that are not released yet.
const UNRELEASED: &str = "## Unreleased";

/// Returns the changelog with its Unreleased section under the version and the date, and a new one before it.
///
/// # Errors
///
/// If there is no such section, it says nothing, or the version has a section already.
pub fn released(text: &str, version: &Version, date: &str) -> Result<String, String> {
    if has(text, version) {
        return Err(format!("CHANGELOG.md: version {version} is released already"));
    }
    let Some((before, rest)) = text.split_once(&format!("{UNRELEASED}\n")) else {
        return Err(format!("CHANGELOG.md: there is no `{UNRELEASED}`"));
    };
    let says_something = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    if !rest.lines().take_while(|line| !line.starts_with("## ")).any(|line| says_something(&line)) {
        return Err(format!("CHANGELOG.md: `{UNRELEASED}` is empty: say what a user notices of {version}"));
    }
    Ok(format!("{before}{UNRELEASED}\n\n## {version} - {date}\n{rest}"))
}

/// Returns whether a version has a section: `## 0.1.0 - 2026-01-31`, or `## [0.1.0]`.
pub fn has(text: &str, version: &Version) -> bool {
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    let mut names = headings.filter_map(|heading| heading.split_whitespace().next());
    names.any(|name| Version::parse(name.trim_matches(['[', ']'])).is_ok_and(|name| name == *version))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Changelog\n\nIntro.\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- All.\n";

    #[test]
    fn unreleased_changes_become_the_release() {
        let expected = "# Changelog\n\nIntro.\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- All.\n";
        assert_eq!(released(TEXT, &Version::new(0, 2, 0), "2026-02-01").expect("a changelog"), expected);
    }

    #[test]
    fn nothing_to_release_is_an_error() {
        for (text, version, expected) in [
            (TEXT, "0.1.0", "version 0.1.0 is released already"),
            (&TEXT.replace("0.1.0 -", "[0.1.0] -"), "0.1.0", "version 0.1.0 is released already"),
            (&TEXT.replace("- A thing.\n", ""), "0.2.0", "is empty"),
            (&TEXT.replace("Unreleased", "Next"), "0.2.0", "there is no `## Unreleased`"),
        ] {
            let version = Version::parse(version).expect("a version");
            let error = released(text, &version, "2026-02-01").expect_err("an error");
            assert!(error.contains(expected), "{error}");
        }
    }
}
