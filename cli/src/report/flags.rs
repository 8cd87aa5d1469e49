use std::str::FromStr;

use globset::{Glob, GlobMatcher};
use serde::Deserialize;

/// A rule that flags apps, or takes the flag from them.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub enum Rule {
    ThirdParty,
    /// Scopes that match, with what the flag is called.
    Scope(String, GlobMatcher),
    /// The app with this id. A name will not do, as apps choose their names.
    App(String),
}

/// Scopes with which an app acts without the person: a refresh token, and a session of the person's own. An app of one's
/// own has them by nature.
const REACHING: [&str; 2] = ["offline_access", "full_access"];

const THIRD_PARTY: &str = "third_party";

impl FromStr for Rule {
    type Err = String;

    fn from_str(rule: &str) -> Result<Self, String> {
        let scope = |glob: &str| match Glob::new(glob) {
            Ok(glob) => Ok(Self::Scope(rule.to_owned(), glob.compile_matcher())),
            Err(error) => Err(error.to_string()),
        };
        match rule.split_once('=') {
            None if rule == THIRD_PARTY => Ok(Self::ThirdParty),
            None if REACHING.contains(&rule) => scope(rule),
            Some(("scope", glob)) if !glob.is_empty() => scope(glob),
            Some(("app", id)) if !id.is_empty() => Ok(Self::App(id.to_owned())),
            _ => Err(format!(
                "write {THIRD_PARTY}, {}, scope=GLOB, such as scope=calendar:*, or app=ID",
                REACHING.join(", ")
            )),
        }
    }
}

impl TryFrom<String> for Rule {
    type Error = String;

    fn try_from(rule: String) -> Result<Self, String> {
        rule.parse().map_err(|error| format!("{rule:?}: {error}"))
    }
}

/// Rules of one place. Of those that disagree, the one for no flag counts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    pub flag: Vec<Rule>,
    pub no_flag: Vec<Rule>,
}

/// Returns the flags of an app. Later rules count more than earlier ones, and before all of them stand our own: a third
/// party is one, and is flagged for a scope that reaches far.
pub fn flags<'a>(
    app_id: &str,
    client_type: &str,
    scopes: impl Iterator<Item = &'a String> + Clone,
    rules: &[Rules],
) -> Vec<String> {
    let is_third_party = client_type.starts_with(THIRD_PARTY);
    // The scopes that a flag is for, in the order of the flags. Empty for one that is about no scope.
    let mut flags: Vec<(String, Vec<&String>)> = Vec::new();
    if is_third_party {
        flags.push((THIRD_PARTY.to_owned(), Vec::new()));
        let reaching = REACHING.iter().filter_map(|name| {
            let scope = scopes.clone().find(|scope| scope == name)?;
            Some(((*name).to_owned(), vec![scope]))
        });
        flags.extend(reaching);
    }
    for Rules { flag, no_flag } in rules {
        for rule in flag {
            let (name, found) = match rule {
                Rule::ThirdParty if is_third_party => (THIRD_PARTY.to_owned(), Vec::new()),
                Rule::App(id) if id == app_id => (format!("app={id}"), Vec::new()),
                Rule::Scope(name, glob) => {
                    let found: Vec<_> = scopes.clone().filter(|scope| glob.is_match(scope)).collect();
                    if found.is_empty() {
                        continue;
                    }
                    (name.clone(), found)
                }
                _ => continue,
            };
            if !flags.iter().any(|(known, _)| *known == name) {
                flags.push((name, found));
            }
        }
        for rule in no_flag {
            match rule {
                Rule::ThirdParty => flags.retain(|(name, _)| name != THIRD_PARTY),
                Rule::App(id) if id == app_id => flags.clear(),
                Rule::App(_) => {}
                Rule::Scope(_, glob) => flags.retain_mut(|(_, scopes)| {
                    let is_about_scopes = !scopes.is_empty();
                    scopes.retain(|scope| !glob.is_match(scope));
                    !is_about_scopes || !scopes.is_empty()
                }),
            }
        }
    }
    flags.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(flag: &[&str], no_flag: &[&str]) -> Rules {
        let parse = |rules: &[&str]| rules.iter().map(|rule| rule.parse().expect("a rule")).collect();
        Rules { flag: parse(flag), no_flag: parse(no_flag) }
    }

    fn flagged(client_type: &str, scopes: &str, rules: &[Rules]) -> String {
        let scopes: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
        flags("app-1", client_type, scopes.iter(), rules).join(" ")
    }

    #[test]
    fn an_app_of_ones_own_is_not_flagged_for_what_is_its_by_nature() {
        let scopes = "openid offline_access full_access";
        assert_eq!(flagged("first_party", scopes, &[]), "");
        assert_eq!(flagged("first_party_public", scopes, &[]), "");
        assert_eq!(flagged("third_party", "openid", &[]), "third_party");
        assert_eq!(flagged("third_party_public", scopes, &[]), "third_party offline_access full_access");
    }

    #[test]
    fn rules_add_flags_and_take_them_and_the_last_ones_count() {
        let scopes = "openid calendar:read calendar:write offline_access";
        for (client_type, flag, no_flag, expected) in [
            ("first_party", &["scope=calendar:*"][..], &[][..], "scope=calendar:*"),
            ("first_party", &["offline_access"], &[], "offline_access"),
            ("first_party", &["third_party"], &[], ""),
            ("first_party", &["scope=calendar:*"], &["scope=calendar:read"], "scope=calendar:*"),
            ("first_party", &["scope=calendar:*"], &["scope=calendar:*"], ""),
            ("first_party", &["app=app-1", "app=app-2"], &[], "app=app-1"),
            ("third_party", &[], &["third_party"], "offline_access"),
            ("third_party", &[], &["offline_access"], "third_party"),
            ("third_party", &["scope=openid"], &["app=app-1"], ""),
            ("third_party", &[], &["app=app-2", "scope=*"], "third_party"),
        ] {
            assert_eq!(
                flagged(client_type, scopes, &[rules(flag, no_flag)]),
                expected,
                "{flag:?} {no_flag:?}"
            );
        }
        let file = rules(&["scope=openid"], &["third_party", "offline_access"]);
        let line = rules(&["third_party"], &["scope=openid"]);
        assert_eq!(flagged("third_party", scopes, std::slice::from_ref(&file)), "scope=openid");
        assert_eq!(flagged("third_party", scopes, &[file, line]), "third_party");
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for rule in ["", "calendar:*", "scope=", "app=", "scope=[", "third_party=x", "name=Calendar"] {
            assert!(rule.parse::<Rule>().is_err(), "{rule}");
        }
    }
}
