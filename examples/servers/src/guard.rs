//! Lets requests in that carry an access token of a Connected App, and tells the others how to get one.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use stytch_connected_apps::verify::{AccessToken, Challenge, ProtectedResource, TokenVerifier, bearer};

/// The state of a router with protected routes.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Says which tokens are valid.
    pub verifier: TokenVerifier,
    /// Says what a client needs.
    pub resource: Arc<ProtectedResource>,
}

/// The token of a request. A handler that takes one runs only if the verifier accepts it.
#[derive(Debug, Clone)]
pub struct Granted {
    /// Who granted access, to which app, and to what.
    pub token: AccessToken,
    resource: Arc<ProtectedResource>,
}

impl FromRequestParts<Guard> for Granted {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, guard: &Guard) -> Result<Self, Refused> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(token) = bearer(header) else { return Err(guard.resource.missing_token().into()) };
        match guard.verifier.verify(token).await {
            Ok(token) => Ok(Self { token, resource: guard.resource.clone() }),
            Err(error) => Err(guard.resource.challenge(&error).into()),
        }
    }
}

impl Granted {
    /// Fails unless the app was granted the scope. The challenge names it, so that the app can ask the person for it.
    pub fn needs_scope(&self, scope: &str) -> Result<(), Refused> {
        if self.token.has_scope(scope) { Ok(()) } else { Err(self.resource.missing_scopes([scope]).into()) }
    }

    /// Fails unless a Member of the Organization granted access. There is no challenge: no other scope would help.
    pub fn needs_organization(&self, organization_id: &str) -> Result<(), Refused> {
        if self.token.in_organization(organization_id) {
            Ok(())
        } else {
            Err(Refused { status: StatusCode::FORBIDDEN, www_authenticate: None })
        }
    }
}

/// The response to a request that is not let in.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    www_authenticate: Option<String>,
}

impl From<Challenge> for Refused {
    fn from(challenge: Challenge) -> Self {
        let status = StatusCode::from_u16(challenge.status).unwrap_or(StatusCode::UNAUTHORIZED);
        Self { status, www_authenticate: challenge.www_authenticate }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.status, self.www_authenticate.map(|challenge| [(WWW_AUTHENTICATE, challenge)]), ())
            .into_response()
    }
}
