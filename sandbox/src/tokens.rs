use std::time::Duration;

use serde_json::Value;
use stytch_connected_apps::Secret;

use crate::credentials::PROJECT_ID;
use crate::sandbox::Sandbox;
use crate::seed::Person;
use crate::state::Request;

impl Sandbox {
    /// An access token of an app, to which the person consents: a User (by id) or a Member (by the ids of the Organization
    /// and the Member). Its scopes are those that the person has granted to the app, or else `openid`.
    /// [`consent`](Self::consent) has more to choose from.
    ///
    /// ```
    /// # use stytch_connected_apps_sandbox::{Sandbox, Seed};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let seed = Seed::new().grant("user-1", "calendar", "openid calendar:write");
    /// let sandbox = Sandbox::builder().seed(seed).start().await?;
    /// let token = sandbox.access_token("user-1", "calendar");
    /// # assert_eq!(token.split('.').count(), 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Like [`Consent::tokens`].
    #[track_caller]
    pub fn access_token(&self, person: impl Into<Person>, app: &str) -> String {
        self.consent(person, app).tokens().access_token.expose_secret().to_owned()
    }

    /// Begins the consent of a person to an app: a User (by id) or a Member (by the ids of the Organization and the
    /// Member). [`Consent::tokens`] gives it, and exchanges the code for tokens.
    ///
    /// ```
    /// # use stytch_connected_apps_sandbox::{Sandbox, Seed};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().seed(Seed::new().user("user-1").app("agent")).start().await?;
    /// let tokens = sandbox.consent("user-1", "agent").scopes("openid offline_access").tokens();
    /// assert!(tokens.refresh_token.is_some() && tokens.id_token.is_some());
    /// sandbox.assert_grants("user-1", ["agent"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn consent(&self, person: impl Into<Person>, app: &str) -> Consent<'_> {
        Consent {
            sandbox: self,
            person: person.into(),
            app: app.to_owned(),
            scopes: None,
            resources: Vec::new(),
            is_by_api_host: false,
        }
    }

    /// Signs claims of your own with the sandbox's current key, as a JSON Web Token of the kind that the sandbox issues: to
    /// test what a service makes of a token that no authorization server should issue. The sandbox itself does not know
    /// it, so introspection says that it is inactive.
    pub fn sign(&self, claims: &Value) -> String {
        self.shared.state().sign(claims)
    }

    /// Signs a header and a payload as they are, which need not be JSON, with the sandbox's current key: a token whose signature
    /// is right, and nothing else.
    pub fn sign_raw(&self, header: &str, payload: &str) -> String {
        self.shared.state().sign_raw(header, payload)
    }
}

/// A person's consent to an app, and the tokens that come of it.
#[derive(Debug)]
#[must_use = "nothing is granted before `tokens`"]
pub struct Consent<'a> {
    sandbox: &'a Sandbox,
    person: Person,
    app: String,
    scopes: Option<String>,
    resources: Vec<String>,
    is_by_api_host: bool,
}

impl Consent<'_> {
    /// Sets the scopes, separated by spaces. By default they are those that the person has granted, or `openid`.
    pub fn scopes(mut self, scopes: &str) -> Self {
        self.scopes = Some(scopes.to_owned());
        self
    }

    /// Adds a resource for which the access token is, such as the URL of an MCP server: it is among the token's audiences.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// Lets the API host issue the tokens, so that their issuer is `stytch.com/{project_id}`. By default it is the project's
    /// own domain, which is the sandbox's URL.
    pub fn by_api_host(mut self) -> Self {
        self.is_by_api_host = true;
        self
    }

    /// Gives the consent and exchanges the code, through the same code as requests do.
    ///
    /// # Panics
    ///
    /// If there is no such person or app, or if the Organization does not allow the app.
    #[track_caller]
    pub fn tokens(self) -> Tokens {
        let Self { sandbox, person, app, scopes, resources, is_by_api_host } = self;
        let shared = &sandbox.shared;
        let issuer = if is_by_api_host { format!("stytch.com/{PROJECT_ID}") } else { shared.url.clone() };
        let request = Request {
            parameters: &<_>::default(),
            body: &Value::Null,
            session: None,
            now: shared.clock.seconds(),
            origin: &shared.url,
            issuer: &issuer,
        };
        let issued = shared.state().tokens(&request, (&person, &app), scopes.as_deref(), &resources);
        let issued = match issued {
            Ok(issued) => issued,
            Err(refusal) => panic!("{person} cannot get tokens for the app `{app}`: {}", refusal.error_type),
        };
        let secret = |name: &str| issued[name].as_str().map(Secret::from);
        Tokens {
            access_token: secret("access_token").unwrap_or_else(|| Secret::from("")),
            refresh_token: secret("refresh_token"),
            id_token: secret("id_token"),
            scope: issued["scope"].as_str().unwrap_or_default().to_owned(),
            expires_in: Duration::from_secs(issued["expires_in"].as_u64().unwrap_or_default()),
        }
    }
}

/// The tokens that an app gets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token, a JSON Web Token.
    pub access_token: Secret,
    /// The refresh token, for the scope `offline_access`.
    pub refresh_token: Option<Secret>,
    /// The ID token, for the scope `openid`.
    pub id_token: Option<Secret>,
    /// The granted scopes, separated by spaces.
    pub scope: String,
    /// How long the access token lives.
    pub expires_in: Duration,
}
