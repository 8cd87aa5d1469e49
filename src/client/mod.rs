//! The client: credentials, the base URL, TLS, its views, and calls for many inputs.

pub(crate) mod base_url;
pub(crate) mod builder;
mod credentials;
mod environment;
pub(crate) mod fan_out;
mod task;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::caller::Caller;
use crate::call::session::MemberSession;
use crate::client::builder::ClientBuilder;
use crate::error::Error;

/// A client of Stytch's Connected Apps API, with a method for each operation of the OpenAPI document.
///
/// A method returns a builder. Give it the parameters and await it for the response's body, or await its
/// `send()` for the status and the headers as well. Nothing is sent before that.
///
/// Calls need a tokio runtime with time and I/O enabled, as `#[tokio::main]` makes it.
///
/// Cloning is cheap. Clones share their connections, the retry budget and the rate limiter: build one
/// client per project and keep it.
///
/// Each attempt has a `tracing` span after [OpenTelemetry's conventions for HTTP clients][otel], at level DEBUG.
/// Each retry is an event, at WARN if its delay exceeds a second. Rate limits are events at INFO, one for each
/// change. None of them contains a body, a header or an id.
///
/// [otel]: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
///
/// # With a request body
///
/// Setters accept a nested model's builder, an array for a list, and a plain string for a string, a string enum or a
/// union that includes one:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use futures_util::TryStreamExt;
/// use stytch_connected_apps::types::{SearchOperand, SearchUsersQuery, SearchUsersRequest};
///
/// let active = SearchOperand::builder().filter_name("status").filter_value("active");
/// let query = SearchUsersQuery::builder().operator("AND").operands([active]);
/// let mut users = client.search_users().body(SearchUsersRequest::builder().query(query)).stream();
/// while let Some(user) = users.try_next().await? {
///     println!("{}", user.user_id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # In a task
///
/// A builder owns what it needs, so its future can be spawned:
///
/// ```no_run
/// # use stytch_connected_apps::{Client, Error};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let task = tokio::spawn(client.get_user_connected_apps().user_id("user-test-1").into_future());
/// let apps = task.await??;
/// # Ok(())
/// # }
/// ```
///
/// # In a web handler
///
/// ```no_run
/// use axum::extract::{Path, State};
/// use axum::http::StatusCode;
/// use axum::routing::get;
/// use axum::{Json, Router};
/// use stytch_connected_apps::Client;
/// use stytch_connected_apps::types::ConnectedAppsResponse;
///
/// async fn apps(
///     State(client): State<Client>,
///     Path(user_id): Path<String>,
/// ) -> Result<Json<ConnectedAppsResponse>, StatusCode> {
///     let apps = client.get_user_connected_apps().user_id(user_id).await;
///     apps.map(Json).map_err(|error| match error.is_not_found() {
///         true => StatusCode::NOT_FOUND,
///         false => StatusCode::BAD_GATEWAY,
///     })
/// }
///
/// fn router(client: Client) -> Router {
///     Router::new().route("/users/{user_id}/apps", get(apps)).with_state(client)
/// }
/// ```
///
/// # Without async
///
/// ```no_run
/// # use stytch_connected_apps::{Client, Error};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let call = client.get_user_connected_apps().user_id("user-test-1");
/// let apps = runtime.block_on(call.into_future())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    /// A field, because an operation could have the name of a method.
    pub(crate) caller: Caller,
}

impl Client {
    /// A client with the default settings of [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// The errors of [`ClientBuilder::build`].
    pub fn new(project_id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        Self::builder(project_id, secret).build()
    }

    /// A client configured by the environment variables `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and, if it is set,
    /// `STYTCH_BASE_URL`. An empty variable counts as missing.
    ///
    /// # Errors
    ///
    /// The errors of [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// A builder for a client with other settings.
    pub fn builder(project_id: impl Into<String>, secret: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(project_id.into(), secret.into())
    }

    /// This client with a Member's session. Its calls carry the session, and Stytch checks whether the
    /// Member may make them.
    ///
    /// The returned client shares everything else with this one. It rejects operations that do not accept a member
    /// session, because they would run with the project's full privileges.
    #[must_use]
    pub fn with_member_session(&self, session: MemberSession) -> Self {
        Self { caller: Caller { session: Some(Arc::new(session)), ..self.caller.clone() } }
    }

    /// This client with another deadline: how long a call may take, including all attempts and delays. It replaces
    /// [`ClientBuilder::deadline`] and the deadline of operations that may take longer. A call with a deadline of zero
    /// fails.
    ///
    /// A web handler, where somebody waits, and a job can so share one client. The returned client shares everything
    /// else with this one.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use stytch_connected_apps::Client;
    /// # fn example(client: Client) {
    /// let handler = client.with_deadline(Duration::from_secs(3));
    /// let apps = handler.get_user_connected_apps().user_id("user-test-1");
    /// # }
    /// ```
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self { caller: Caller { deadline: Some(deadline), ..self.caller.clone() } }
    }

    /// This client with a separate limit on how long a call may wait for rate limits. Such waits then do not count
    /// towards the deadline. For batch jobs, which should take longer rather than fail.
    ///
    /// Without it, a call waits for a rate limit until its deadline at most. The returned client shares everything
    /// else with this one.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use stytch_connected_apps::Client;
    /// # fn example(client: Client) {
    /// let job = client.with_rate_limit_wait(Duration::from_secs(3600));
    /// let apps = job.search_connected_app_clients().stream();
    /// # }
    /// ```
    #[must_use]
    pub fn with_rate_limit_wait(&self, wait: Duration) -> Self {
        Self { caller: Caller { rate_limit_wait: Some(wait), ..self.caller.clone() } }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.caller.core.base_url.as_str())
            .field("project_id", &self.caller.core.project_id)
            .field("session", &self.caller.session)
            .finish_non_exhaustive()
    }
}
