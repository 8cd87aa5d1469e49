//! The rules of the API for an app, which hold for requests and for seeds.

use serde_json::Value;
use stytch_connected_apps::Secret;
use stytch_connected_apps::reqwest::Url;

use crate::seed::App;

/// Which field is wrong, how, and the type of the API's error.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) error_type: &'static str,
}

impl Mistake {
    fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), error_type: "bad_request" }
    }

    fn of_type(self, error_type: &'static str) -> Self {
        Self { error_type, ..self }
    }
}

impl App {
    pub(crate) fn check(&self) -> Result<(), Mistake> {
        self.check_words()?;
        self.check_urls()?;
        // Only that there is a range is documented. The document's type has this end.
        let most = i64::from(i32::MAX);
        if !(1..=most).contains(&self.access_token_expiry_minutes) {
            let message = format!("{} is not between 1 and {most}", self.access_token_expiry_minutes);
            return Err(Mistake::new("access_token_expiry_minutes", message)
                .of_type("idp_invalid_access_token_expiry_minutes"));
        }
        let template = &self.access_token_template_content;
        if !template.is_empty() && !serde_json::from_str(template).is_ok_and(|value: Value| value.is_object())
        {
            return Err(Mistake::new("access_token_template_content", "not a JSON object in a string")
                .of_type("idp_invalid_access_token_jwt_template"));
        }
        if self.is_third_party() && self.full_access_allowed {
            return Err(Mistake::new("full_access_allowed", "only a first-party app may have full access")
                .of_type("third_party_clients_cannot_use_full_access"));
        }
        if self.is_third_party() && self.bypass_consent_for_offline_access {
            let message = "only a first-party app may bypass consent";
            return Err(Mistake::new("bypass_consent_for_offline_access", message)
                .of_type("third_party_clients_require_consent_for_offline_access"));
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), Mistake> {
        // Other types are shown as they are, as there may be more one day.
        for (field, word) in [
            ("client_type", &self.client_type),
            ("status", &self.status),
            ("creation_method", &self.creation_method),
        ] {
            if word.trim().is_empty() {
                return Err(Mistake::new(field, "must not be empty").of_type("invalid_connected_app_type"));
            }
        }
        if self.access_token_custom_audience.as_ref().is_some_and(|audience| audience.trim().is_empty()) {
            return Err(Mistake::new("access_token_custom_audience", "must not be empty")
                .of_type("idp_invalid_access_token_custom_audience"));
        }
        for (field, secret) in
            [("client_secret", &self.client_secret), ("next_client_secret", &self.next_client_secret)]
        {
            match secret.as_ref().map(Secret::expose_secret) {
                Some("") => return Err(Mistake::new(field, "must not be empty")),
                Some(_) if self.is_public() => return Err(Mistake::new(field, "a public app has no secret")),
                _ => {}
            }
        }
        Ok(())
    }

    fn check_urls(&self) -> Result<(), Mistake> {
        let wrong = |urls: &[String]| urls.iter().position(|url| !is_url(url));
        if let Some(at) = self.redirect_urls.iter().position(|url| !is_redirect_url(url)) {
            let url = self.redirect_urls[at].escape_debug();
            let message = format!("`{url}` is not a URL to redirect to");
            return Err(Mistake::new(format!("redirect_urls[{at}]"), message)
                .of_type("connected_app_invalid_redirect_url"));
        }
        if let Some(at) = wrong(&self.post_logout_redirect_urls) {
            let field = format!("post_logout_redirect_urls[{at}]");
            return Err(not_a_url(&field, &self.post_logout_redirect_urls[at]));
        }
        for (field, url) in
            [("logo_url", &self.logo_url), ("client_id_metadata_url", &self.client_id_metadata_url)]
        {
            if let Some(url) = url.as_deref().filter(|url| !is_url(url)) {
                return Err(not_a_url(field, url));
            }
        }
        Ok(())
    }
}

fn not_a_url(field: &str, url: &str) -> Mistake {
    Mistake::new(field, format!("`{}` is not a URL", url.escape_debug()))
}

/// Returns whether a browser that is redirected to the URL leaves the page, and can carry a code there (RFC 6749).
fn is_redirect_url(url: &str) -> bool {
    let runs = ["javascript", "data", "vbscript", "blob", "file", "about"];
    let parsed = Url::parse(url).ok().filter(|_| is_url(url));
    parsed.is_some_and(|url| !runs.contains(&url.scheme()) && url.fragment().is_none())
}

/// The parser would drop spaces around a URL, and line breaks in it.
fn is_url(url: &str) -> bool {
    !url.contains(|letter: char| letter.is_whitespace() || letter.is_control()) && Url::parse(url).is_ok()
}
