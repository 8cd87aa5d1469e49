use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::header::HeaderValue;

use crate::error::Error;

/// A project's id and secret, ready to send.
pub(crate) struct Credentials {
    pub(crate) project_id: String,
    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    /// The secret, plain and as it is sent in the `Authorization` header.
    pub(crate) secrets: [String; 2],
}

impl Credentials {
    pub(crate) fn new(project_id: String, secret: String) -> Result<Self, Error> {
        check("project_id", &project_id)?;
        check("secret", &secret)?;
        if is_secret(&project_id) {
            return Err(Error::configuration(
                "project_id",
                "a secret; give the project id first, then the secret",
            ));
        }
        // RFC 7617: the first colon ends the user name.
        if project_id.contains(':') {
            return Err(Error::configuration("project_id", "contains a colon; copy it again"));
        }
        let encoded = BASE64_STANDARD.encode(format!("{project_id}:{secret}"));
        let mut authorization = HeaderValue::try_from(format!("Basic {encoded}"))
            .map_err(|_| Error::configuration("secret", "cannot be sent in a header; copy it again"))?;
        authorization.set_sensitive(true);
        Ok(Self { project_id, authorization, secrets: [secret, encoded] })
    }
}

/// Whether a project id is a secret, which no log may show. The two are easily swapped.
pub(super) fn is_secret(project_id: &str) -> bool {
    project_id.starts_with("secret-")
}

fn check(setting: &'static str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::configuration(setting, "empty; copy it from the dashboard"));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            setting,
            "contains a space, a line break or another character that it cannot have; copy it again",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_sensitive() {
        let credentials = Credentials::new("project-test-1".to_owned(), "secret".to_owned()).expect("valid");
        assert!(credentials.authorization.is_sensitive());
    }
}
