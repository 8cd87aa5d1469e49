//! The project's id and secret: nothing here can print the secret.
use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::header::HeaderValue;

use crate::Error;

#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) project_id: String,
    secret: String,
    encoded: String,
    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) authorization: HeaderValue,
}

impl Credentials {
    pub(crate) fn new(project_id: String, secret: String) -> Result<Self, Error> {
        check("project id", &project_id)?;
        check("secret", &secret)?;
        // RFC 7617: the first colon ends the user name.
        if project_id.contains(':') {
            return Err(Error::configuration("the project id must not contain a colon"));
        }
        let encoded = BASE64_STANDARD.encode(format!("{project_id}:{secret}"));
        let mut authorization = HeaderValue::try_from(format!("Basic {encoded}"))
            .map_err(|_| Error::configuration("the project id and secret cannot be sent"))?;
        authorization.set_sensitive(true);
        Ok(Self { project_id, secret, encoded, authorization })
    }

    /// The texts that must never show.
    pub(crate) fn secrets(&self) -> [&str; 2] {
        [&self.secret, &self.encoded]
    }
}

fn check(name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::configuration(format!("the {name} is empty: copy it from the dashboard")));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration(format!(
            "the {name} contains a space, a line break or another character it cannot have: copy it again"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_marked_so_that_no_library_logs_it() {
        let credentials = Credentials::new("project-test-1".to_owned(), "secret".to_owned()).expect("valid");
        assert!(credentials.authorization.is_sensitive());
    }
}
