//! The questions to Stytch. They name operations by their ids, so that a document without them builds too.

use std::collections::HashMap;
use std::fmt;

use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::error::Error;
use crate::model::secret::Secret;
use crate::table;
use crate::table::operation::Operation;
use crate::verify::cutoffs::Presented;
use crate::verify::jws::TokenId;

/// How the verifier asks whether the app still has access.
#[derive(Default)]
pub(super) enum Way {
    /// It lists the person's apps.
    #[default]
    Grants,
    /// It introspects the token. The secrets are those of the confidential apps.
    Introspection(HashMap<String, Secret>),
}

/// Stytch's response to a question.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// The ids of all apps to which the person has granted access.
    Apps(Vec<String>),
    /// Whether the token is active.
    Active(bool),
}

impl Said {
    /// The apps that have access, if it names them.
    pub(super) fn apps(&self) -> &[String] {
        match self {
            Self::Apps(apps) => apps,
            Self::Active(_) => &[],
        }
    }

    pub(super) fn permits(&self, app: &str) -> bool {
        match self {
            Self::Apps(apps) => apps.iter().any(|granted| granted == app),
            Self::Active(active) => *active,
        }
    }
}

/// A token about which Stytch is asked.
pub(super) struct Question {
    pub(super) person: String,
    pub(super) app: String,
    organization: Option<String>,
    issued: f64,
    id: TokenId,
    token: String,
}

impl Question {
    pub(super) fn about(token: &Presented<'_>) -> Self {
        Self {
            person: token.person.to_owned(),
            app: token.app.to_owned(),
            organization: token.organization.map(str::to_owned),
            issued: token.issued,
            id: token.id,
            token: token.token.to_owned(),
        }
    }

    pub(super) fn presented(&self) -> Presented<'_> {
        Presented {
            person: &self.person,
            app: &self.app,
            organization: self.organization.as_deref(),
            issued: self.issued,
            id: self.id,
            token: &self.token,
        }
    }
}

/// The errors that mean that the person is gone.
const GONE: [&str; 3] = ["user_not_found", "member_not_found", "organization_not_found"];

/// The operations that every verifier needs, and those of each way.
const KEYS: [&str; 2] = ["get_jwks", "get_b2b_jwks"];
const METADATA: &str = "get_authorization_server_metadata";
const GRANTS: [&str; 2] = ["get_user_connected_apps", "get_member_connected_apps"];
const INTROSPECTION: &str = "introspect_token";

impl Way {
    /// Checks that the document has the operations.
    pub(super) fn check(&self) -> Result<(), Error> {
        let own = match self {
            Self::Grants => &GRANTS[..],
            Self::Introspection(_) => &[INTROSPECTION],
        };
        KEYS.iter().chain([&METADATA]).chain(own).try_for_each(|id| find(id).map(|_| ()))
    }

    /// Asks about a token.
    pub(super) async fn ask(&self, client: &Client, token: &Question) -> Result<Said, Error> {
        match self {
            Self::Grants => match call(client, grants_of(token)).await {
                Ok(response) => Ok(Said::Apps(apps(&response))),
                Err(error) if error.error_type().is_some_and(|kind| GONE.contains(&kind)) => {
                    Ok(Said::Apps(Vec::new()))
                }
                Err(error) => Err(error),
            },
            Self::Introspection(secrets) => {
                let mut body = json!({
                    "token": token.token,
                    "client_id": token.app,
                    "token_type_hint": "access_token",
                });
                if let Some(secret) = secrets.get(&token.app) {
                    body["client_secret"] = secret.expose_secret().into();
                }
                let response = call(client, (INTROSPECTION, json!({"body": body}))).await?;
                Ok(Said::Active(response.get("active").and_then(Value::as_bool) == Some(true)))
            }
        }
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Grants => "Grants",
            Self::Introspection(_) => "Introspection",
        })
    }
}

/// The operation that lists a person's apps, and its arguments.
fn grants_of(token: &Question) -> (&'static str, Value) {
    match &token.organization {
        Some(organization) => {
            (GRANTS[1], json!({"organization_id": organization, "member_id": token.person}))
        }
        None => (GRANTS[0], json!({"user_id": token.person})),
    }
}

fn apps(response: &Value) -> Vec<String> {
    let apps = response.get("connected_apps").and_then(Value::as_array).into_iter().flatten();
    let ids = apps.filter_map(|app| app.get("connected_app_id").and_then(Value::as_str));
    ids.map(str::to_owned).collect()
}

/// The project's JSON Web Key Set. A project is either for consumers or for B2B, and has its keys there.
pub(super) async fn keys(client: &Client) -> Result<Value, Error> {
    let set = call(client, (KEYS[0], Map::new().into())).await;
    let has_keys =
        |set: &Value| set.get("keys").and_then(Value::as_array).is_some_and(|keys| !keys.is_empty());
    let is_elsewhere = match &set {
        Ok(set) => !has_keys(set),
        Err(error) => {
            !error.is_rate_limited() && error.status().is_some_and(|status| status.is_client_error())
        }
    };
    if is_elsewhere { call(client, (KEYS[1], Map::new().into())).await } else { set }
}

/// The issuer of the tokens that the project's own domain issues. `None` if the project has no metadata.
pub(super) async fn issuer(client: &Client) -> Result<Option<String>, Error> {
    match call(client, (METADATA, Map::new().into())).await {
        Ok(metadata) => Ok(metadata.get("issuer").and_then(Value::as_str).map(str::to_owned)),
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn call(client: &Client, (id, arguments): (&str, Value)) -> Result<Value, Error> {
    find(id)?.invoke(client, arguments).await
}

/// The operation with this id.
fn find(id: &str) -> Result<&'static Operation, Error> {
    table::find(id).ok_or_else(|| {
        Error::configuration("verify", format!("the OpenAPI document has no operation `{id}`; add it"))
    })
}
