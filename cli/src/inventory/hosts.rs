use std::collections::BTreeMap;

use url::{Host, Url};

use crate::record::project_apps::ProjectApp;

/// The hosts of an app's redirect URLs that are neither its own nor loopback.
///
/// An app's own host is that of its metadata URL, or else the one that more of its redirect URLs have than any other; hosts
/// below it are its own as well. If there is no such host, all are listed.
pub fn other_hosts(app: &ProjectApp) -> Vec<String> {
    let mut hosts = BTreeMap::<String, usize>::new();
    for host in app.redirect_urls.iter().filter_map(|url| web_host(url)) {
        *hosts.entry(host).or_default() += 1;
    }
    let own = app.metadata_url.as_deref().and_then(web_host).or_else(|| most(&hosts));
    let is_own = |host: &String| {
        let own = own.as_ref();
        own.is_some_and(|own| host == own || host.strip_suffix(own).is_some_and(|rest| rest.ends_with('.')))
    };
    hosts.into_keys().filter(|host| !is_own(host)).collect()
}

/// The host that has more URLs than any other.
fn most(hosts: &BTreeMap<String, usize>) -> Option<String> {
    let most = hosts.values().max()?;
    let mut with_most = hosts.iter().filter(|(_, count)| *count == most);
    match (with_most.next(), with_most.next()) {
        (Some((host, _)), None) => Some(host.clone()),
        _ => None,
    }
}

/// The host of a web address. `None` for loopback, and for the scheme of an app on a device.
fn web_host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_loopback = match url.host()? {
        Host::Domain(domain) => domain == "localhost" || domain.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (!is_loopback).then(|| url.host_str().map(str::to_owned)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::duplicates::tests::app;

    fn others(metadata_url: Option<&str>, urls: &[&str]) -> String {
        let mut app = app("Notes", urls);
        app.metadata_url = metadata_url.map(str::to_owned);
        other_hosts(&app).join(" ")
    }

    #[test]
    fn the_own_host_is_that_of_the_metadata_or_of_most_urls() {
        let metadata = Some("https://notes.example/client.json");
        for (metadata, urls, expected) in [
            (None, &["https://notes.example/a"][..], ""),
            (
                None,
                &["https://notes.example/a", "https://notes.example/b", "https://evil.example/a"],
                "evil.example",
            ),
            (None, &["https://notes.example/a", "https://evil.example/a"], "evil.example notes.example"),
            (metadata, &["https://notes.example/a", "https://evil.example/a"], "evil.example"),
            (metadata, &["https://eu.notes.example:8443/a"], ""),
            (metadata, &["https://evilnotes.example/a"], "evilnotes.example"),
            (metadata, &["https://evil.example/a", "https://evil.example/b"], "evil.example"),
        ] {
            assert_eq!(others(metadata, urls), expected, "{urls:?}");
        }
    }

    #[test]
    fn loopback_and_the_scheme_of_a_device_are_no_hosts() {
        let urls = [
            "http://localhost:1234/a",
            "http://127.0.0.1/a",
            "http://127.9.9.9/a",
            "http://[::1]:8/a",
            "http://x.localhost/",
            "com.example.notes:/callback",
            "notes://callback",
            "not a url",
        ];
        assert_eq!(others(Some("https://notes.example/client.json"), &urls), "");
        assert_eq!(
            others(Some("https://notes.example/"), &["http://localhost.evil.example/a"]),
            "localhost.evil.example"
        );
    }
}
