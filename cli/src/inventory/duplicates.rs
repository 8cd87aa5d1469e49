use std::collections::{BTreeMap, BTreeSet};

use crate::record::project_apps::ProjectApp;

/// The ids of apps that differ at most in ports and ids, group by group: dynamic registrations of one client.
///
/// An id in a name or a URL is a UUID, a number of at least 5 digits, or a word of at least 8 hexadecimal digits or 16 letters
/// and digits that has a digit.
pub fn duplicates(apps: &[ProjectApp]) -> Vec<Vec<String>> {
    let mut groups = BTreeMap::<_, Vec<String>>::new();
    for app in apps {
        let urls: BTreeSet<String> =
            app.redirect_urls.iter().map(|url| without_ids(&without_port(url))).collect();
        let metadata = app.metadata_url.as_deref().map(|url| without_ids(&without_port(url)));
        let settings = (app.full_access_allowed, app.bypasses_consent, app.access_token_minutes);
        let key = (
            without_ids(&app.name),
            urls,
            metadata,
            &app.client_type,
            &app.status,
            &app.creation_method,
            settings,
        );
        groups.entry(key).or_default().push(app.id.clone());
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// A URL without its port. A string that is no URL stays as it is.
fn without_port(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    format!("{scheme}://{host}{path}")
}

/// Puts `#` in the place of each id.
fn without_ids(string: &str) -> String {
    let (mut without, mut rest) = (String::new(), string);
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let length = match uuid(rest) {
            Some(length) => length,
            None if is_id(&rest[..word]) => word,
            None => {
                let length = word.max(first.len_utf8());
                without.push_str(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
        };
        without.push('#');
        rest = &rest[length..];
    }
    without
}

/// The length of the UUID that a string begins with.
fn uuid(string: &str) -> Option<usize> {
    const LENGTH: usize = 36;
    let start = string.get(..LENGTH)?;
    let is_uuid = start.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    let ends = string[LENGTH..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    (is_uuid && ends).then_some(LENGTH)
}

fn is_id(word: &str) -> bool {
    let all = |is: fn(&u8) -> bool| word.bytes().all(|byte| is(&byte));
    match word.len() {
        _ if !word.bytes().any(|byte| byte.is_ascii_digit()) => false,
        16.. => all(u8::is_ascii_alphanumeric),
        8.. => all(u8::is_ascii_hexdigit),
        5.. => all(u8::is_ascii_digit),
        _ => false,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn app(name: &str, urls: &[&str]) -> ProjectApp {
        ProjectApp {
            id: format!("{name} {}", urls.join(" ")),
            name: name.to_owned(),
            client_type: "third_party_public".to_owned(),
            status: "active".to_owned(),
            creation_method: "dynamic".to_owned(),
            redirect_urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            metadata_url: None,
            full_access_allowed: None,
            bypasses_consent: None,
            access_token_minutes: None,
            secrets: Vec::new(),
        }
    }

    fn are_alike(one: (&str, &[&str]), other: (&str, &[&str])) -> bool {
        !duplicates(&[app(one.0, one.1), app(other.0, other.1)]).is_empty()
    }

    #[test]
    fn registrations_of_one_client_are_alike() {
        let port = |port: &str| format!("http://localhost:{port}/callback");
        let (one, other) = (port("3118"), port("54021"));
        assert!(are_alike(("CLI", &[&one]), ("CLI", &[&other])));
        assert!(are_alike(("CLI", &["http://localhost/callback"]), ("CLI", &[&other])));
        assert!(are_alike(("CLI", &[&one, &other]), ("CLI", &[&port("1")])));
        for (one, other) in [
            ("CLI (3f2a9c1d)", "CLI (00aa11bb)"),
            ("CLI 54021", "CLI 1234567"),
            ("a6a16b87-6643-41fc-aedb-cdf0b58aee77", "aeadeabc-a3a3-4796-83d0-b757e3001000"),
            ("CLI V1StGXR8Z5jdHi6B", "CLI abcdefghijklmnop9"),
        ] {
            assert!(are_alike((one, &[]), (other, &[])), "{one}");
        }
        let url = |id: &str| format!("https://agent.example/cb/{id}?x=1");
        assert!(are_alike(("A", &[&url("12345")]), ("A", &[&url("67890")])));
    }

    #[test]
    fn apps_of_other_names_hosts_or_settings_are_not() {
        for (one, other) in [
            ("Notes 2", "Notes 3"),
            ("Calendar 2024", "Calendar 2025"),
            ("Deadbeef", "Facefeed"),
            ("日本語", "日本"),
        ] {
            assert!(!are_alike((one, &[]), (other, &[])), "{one}");
        }
        assert!(!are_alike(("A", &["https://a.example/cb"]), ("A", &["https://b.example/cb"])));
        assert!(!are_alike(("A", &["http://localhost:1/a"]), ("A", &["http://localhost:1/b"])));
        let (one, mut other) = (app("A", &[]), app("A", &[]));
        other.client_type = "third_party".to_owned();
        assert!(duplicates(&[one, other]).is_empty());
    }
}
