use std::fmt::{self, Write};

use reqwest::Url;

use crate::table::operation::Operation;

/// The URL of a request. `path` is the operation's path with its arguments encoded. The request goes to the
/// operation's own server if the document gives it one and the caller has not set a base URL.
pub(super) fn of(
    base: &Url,
    is_base_given: bool,
    operation: &Operation,
    path: fmt::Arguments<'_>,
) -> Result<Url, String> {
    let own;
    let base = match operation.server {
        Some(server) if !is_base_given => {
            own = Url::parse(server).map_err(|error| error.to_string())?;
            &own
        }
        _ => base,
    };
    let mut url = base.clone();
    let mut target = String::with_capacity(128);
    target.push_str(base.path().trim_end_matches('/'));
    target.write_fmt(path).map_err(|error| error.to_string())?;
    url.set_path(&target);
    match url.path() == target {
        true => Ok(url),
        false => Err(format!("an argument would change the path `{}`", operation.path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The URL of a request for `path`.
    fn url(base: Option<&str>, server: Option<&'static str>, path: &str) -> Result<String, String> {
        let url = Url::parse(base.unwrap_or("https://test.stytch.com")).expect("a URL");
        let operation = Operation {
            id: "an_operation",
            method: "GET",
            path: "/v1/an/operation",
            summary: "",
            description: "",
            parameters: &[],
            takes_body: false,
            pages: None,
            tag: None,
            server,
            timeout: None,
            idempotent: true,
            sends_empty_object: false,
            sends_form: false,
            destructive: false,
            sends_credentials: true,
            returns_json: true,
            session_headers: &[],
            rate_limit: None,
            index: 0,
            properties: &[],
            secret_properties: &[],
        };
        of(&url, base.is_some(), &operation, format_args!("{path}")).map(String::from)
    }

    #[test]
    fn an_operations_own_server_gets_its_requests_unless_the_caller_set_a_base_url() {
        let (given, own) = (Some("https://proxy.example/stytch/"), Some("https://own.example/public"));
        for (base, server, expected) in [
            (None, None, "https://test.stytch.com/v1/users"),
            (None, own, "https://own.example/public/v1/users"),
            (given, None, "https://proxy.example/stytch/v1/users"),
            (given, own, "https://proxy.example/stytch/v1/users"),
        ] {
            assert_eq!(url(base, server, "/v1/users").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_path_that_url_parsers_would_change_is_rejected() {
        for path in ["/v1/../users", "/v1/%2E%2e/users", "/v1/./users", "/v1/a b", "/v1?a", "/v1/é"] {
            let error = url(None, None, path).expect_err(path);
            assert_eq!(error, "an argument would change the path `/v1/an/operation`");
        }
    }
}
