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
        if secret.starts_with("public-token-") {
            return Err(Error::configuration(
                "secret",
                "a public token, which authenticates no call of this API; copy the secret from the dashboard",
            ));
        }
        if let Some([project, other]) = mismatch(&project_id, &secret) {
            return Err(Error::configuration(
                "secret",
                format!(
                    "a secret of the {other} environment, but the project id is of the {project} environment; copy both from the same one"
                ),
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

/// Returns whether a project id is in fact a secret, which no log may show. The two are easily swapped.
pub(super) fn is_secret(project_id: &str) -> bool {
    project_id.starts_with("secret-")
}

/// The environments of a project id and a secret, if both name one and they differ.
fn mismatch(project_id: &str, secret: &str) -> Option<[&'static str; 2]> {
    let environment = |value: &str, kind: &str| {
        let rest = value.strip_prefix(kind)?;
        ["live", "test"]
            .into_iter()
            .find(|name| rest.strip_prefix(name).is_some_and(|id| id.starts_with('-')))
    };
    let environments = [environment(project_id, "project-")?, environment(secret, "secret-")?];
    (environments[0] != environments[1]).then_some(environments)
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

    fn rejection(project_id: &str, secret: &str) -> Option<String> {
        Credentials::new(project_id.to_owned(), secret.to_owned()).err().map(|error| error.to_string())
    }

    #[test]
    fn a_secret_of_another_environment_is_rejected() {
        for (project_id, secret, expected) in [
            (
                "project-live-1",
                "secret-test-2",
                "secret: a secret of the test environment, but the project id is of the live environment",
            ),
            (
                "project-test-1",
                "secret-live-2",
                "secret: a secret of the live environment, but the project id is of the test environment",
            ),
        ] {
            let message = rejection(project_id, secret).expect("rejected");
            assert!(message.contains(expected) && !message.contains("-2"), "{message}");
        }
        for (project_id, secret) in [
            ("project-live-1", "secret-live-2"),
            ("project-test-1", "secret-test-2"),
            // Names that Stytch may give later.
            ("project-live-1", "secret-2"),
            ("project-eu-1", "secret-test-2"),
            ("project-livestock", "secret-test-2"),
        ] {
            assert_eq!(rejection(project_id, secret), None, "{project_id}");
        }
    }

    #[test]
    fn a_public_token_is_no_secret() {
        let message = rejection("project-live-1", "public-token-live-2").expect("rejected");
        assert!(
            message.contains("secret: a public token") && !message.contains("public-token-live-2"),
            "{message}"
        );
    }

    #[test]
    fn the_header_is_sensitive() {
        let credentials = Credentials::new("project-test-1".to_owned(), "secret".to_owned()).expect("valid");
        assert!(credentials.authorization.is_sensitive());
    }
}
