//! A server on loopback that stands in for Stytch in tests and demonstrations.
//!
//! It is stateful: a revoked grant disappears from every list, a created app can be found, and a secret rotation is
//! started before it can be completed. It starts with the Users, Members, apps and grants of the OpenAPI document's
//! examples, or with a [`Seed`] of your own:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use stytch_connected_apps_sandbox::{Sandbox, Seed};
//!
//! let seed = Seed::new()
//!     .grant("user-1", "calendar", "openid calendar:write")
//!     .grant("user-1", "agent", "openid");
//! let sandbox = Sandbox::builder().seed(seed).start().await?;
//! let client = sandbox.client()?;
//!
//! client.revoke_user_connected_app().user_id("user-1").connected_app_id("agent").await?;
//! let apps = client.get_user_connected_apps().user_id("user-1").await?;
//! assert_eq!(apps.connected_apps.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! It checks what Stytch checks: the credentials, the session headers, the Roles of a session, an Organization's
//! policy, and each body against the document. Operations without behaviour of their own are served from the document's
//! examples.
//!
//! # Tokens
//!
//! The sandbox is an authorization server as well. [`Sandbox::access_token`] gets a real access token in one line, and
//! [`Sandbox::consent`] one with other scopes or resources; for a service's table of wrong tokens, [`Sandbox::sign`] signs
//! any claims. [`Sandbox::advance`] lets codes, tokens and sessions expire, and [`Sandbox::rotate_keys`] changes the key.
//!
//! An OAuth client completes its flow without a browser. It finds the endpoints by `/.well-known/oauth-authorization-server`
//! or `/.well-known/openid-configuration`: the authorization endpoint, `/_sandbox/authorize`, consents at once, as the
//! person whom the parameter `person` names, or [`Seed::authorize_as`]; with the parameter `deny` it denies. A code works
//! once, and for 60 seconds. Tokens are issued, introspected and revoked below `/v1/oauth2/`, as on a project's own
//! domain, and below `/v1/public/{project_id}/oauth2/`, as on the API host. Apps register themselves if
//! [`Seed::dynamic_registration`] lets them.
//!
//! A token is refused from the moment in which its grant is revoked, its app or its person is deleted, or the
//! Organization's policy no longer allows the app.
//!
//! # Faults
//!
//! [`Sandbox::on`] scripts what happens to some requests: a status, a delay, a connection that breaks, a response that
//! never ends. [`SandboxBuilder::rate_limit`] limits the rate as Stytch does, and [`SandboxBuilder::latency`] slows every
//! response down. [`Sandbox::requests`] is the log of what was sent, and [`Sandbox::assert_requests`] and
//! [`Sandbox::assert_grants`] check it and the state in one line.
//!
//! # Other languages
//!
//! The sandbox speaks HTTP/1 and HTTP/2, and with [`SandboxBuilder::https`] TLS. Other languages control it by
//! requests to `/_sandbox/`, which an OpenAPI document describes: the sandbox serves it as `/_sandbox/openapi.yaml`.
//! `stytch-apps sandbox`, of the package `stytch-connected-apps-cli`, runs the sandbox as a server.
//!
//! # Documented responses
//!
//! A request chooses a documented response with the header `Prefer`, as with other OpenAPI mock servers:
//! `Prefer: code=429` selects a status, `Prefer: example=user_not_found` an example by its name, and
//! `Prefer: code=404, example=user_not_found` both. Such a request changes nothing. [`Sandbox::client_preferring`]
//! sends the header with every call. A request for an example that the document does not have gets a 400 that lists
//! those it has.
#![doc = include_str!("flows.md")]

// Ordered from the lowest layer up: a module imports only from those above it in this list.
mod clock;
mod credentials;
mod known;
mod names;
mod object;
mod rate_limit;
mod redact;
mod template;

mod seed;
mod state;

mod body;
mod form;
mod prefer;
mod route;

mod response;

mod log;
mod scripts;

mod script;

mod https;
mod shared;

mod domain;
mod received;
mod refuse;

mod endpoint;

mod control;
mod respond;

mod connections;
mod handle;
mod serve;

mod sandbox;

mod builder;

mod expect;
mod tokens;

pub use builder::SandboxBuilder;
pub use log::Exchange;
pub use rate_limit::RateLimit;
pub use sandbox::Sandbox;
pub use script::{On, Reply};
pub use seed::{App, Generate, Grant, Member, Organization, Person, Seed, Session, User};
pub use tokens::{Consent, Tokens};
