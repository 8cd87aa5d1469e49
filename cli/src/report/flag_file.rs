use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::report::flags::Rules;
use crate::text;

/// The file of flags that is read if it is in the current directory.
const USUAL: &str = "stytch-apps.toml";

/// Reads the rules of the file that is named, or of the usual one if there is one, with its path.
pub fn read(named: Option<&Path>) -> Result<Option<(PathBuf, Rules)>, Failure> {
    let path = named.unwrap_or(Path::new(USUAL));
    if named.is_none() && !path.exists() {
        return Ok(None);
    }
    let file = std::fs::read(path);
    let file = file.map_err(|error| Failure::io(format!("read {}", path.display()), &error))?;
    let file = text::decode_strictly(&file)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    Ok(Some((
        path.to_owned(),
        parse(&file).map_err(|error| Failure::usage(format!("{}:{error}", path.display())))?,
    )))
}

/// An error begins with the number of its line.
fn parse(file: &str) -> Result<Rules, String> {
    toml::from_str(file).map_err(|error| {
        let before = error.span().and_then(|span| file.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        // Some messages have several lines.
        format!("{line}: {}", error.message().lines().collect::<Vec<_>>().join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_has_its_line_and_an_unknown_key_the_known_ones() {
        let good = "flag = [\"scope=calendar:*\"]\nno-flag = [\"third_party\", \"app=app-1\"]\n";
        let rules = parse(good).expect("rules");
        assert_eq!((rules.flag.len(), rules.no_flag.len()), (1, 2));
        for (file, expected) in [
            ("# Ours\nflags = []\n", "2: unknown field `flags`, expected `flag` or `no-flag`"),
            ("no_flag = []\n", "1: unknown field `no_flag`, expected `flag` or `no-flag`"),
            ("[report]\nflag = []\n", "1: unknown field `report`, expected `flag` or `no-flag`"),
            (
                "flag = [\n  \"calendar\",\n]\n",
                "1: \"calendar\": write third_party, offline_access, full_access, scope=GLOB, such as scope=calendar:*, or \
                 app=ID",
            ),
            ("flag = \"third_party\"\n", "1: invalid type: string \"third_party\", expected a sequence"),
            ("flag = [", "1: unclosed array, expected `]`"),
        ] {
            assert_eq!(parse(file).expect_err("a mistake"), expected);
        }
    }
}
