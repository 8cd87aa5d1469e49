//! The client: credentials, sessions, the base URL and TLS. The generated builders call [`request`] and [`send`].

mod base_url;
pub(crate) mod builder;
pub(crate) mod credentials;
mod environment;
pub(crate) mod session;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::call::request::{Request, RequestBuilder, invalid_request};
use crate::call::response::Response;
use crate::call::settings::Settings;
use crate::call::{Call, SessionHeader};
use crate::client::base_url::BaseUrl;
use crate::client::builder::ClientBuilder;
use crate::client::session::MemberSession;
use crate::document::operation::Operation;
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
/// Setters take the builders of nested models, arrays, and texts where the document has a text, a list of words or a
/// union with one of them:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stytch_connected_apps::sandbox::Sandbox::start().await?;
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
    shared: Arc<Shared>,
    session: Option<Arc<MemberSession>>,
    rate_limit_wait: Option<Duration>,
}

/// What all clones of a client share.
struct Shared {
    project_id: String,
    base_url: BaseUrl,
    settings: Settings,
}

impl Client {
    /// A client with the default settings of [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn new(project_id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        Self::builder(project_id, secret).build()
    }

    /// A client configured by the environment variables `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and, if it is set,
    /// `STYTCH_BASE_URL`. An empty variable counts as missing.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
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
        Self { session: Some(Arc::new(session)), ..self.clone() }
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
        Self { rate_limit_wait: Some(wait), ..self.clone() }
    }
}

impl Client {
    /// Whether a connection is likely to be open.
    pub(crate) fn is_connected(&self) -> bool {
        self.shared.settings.last_response.is_recent()
    }
}

/// Starts a request of an operation. `path` is the operation's path with its arguments encoded.
///
/// A free function, because no operation could have the name of a method.
pub(crate) fn request(
    client: &Client,
    operation: &'static Operation,
    path: fmt::Arguments<'_>,
) -> Result<RequestBuilder, Error> {
    let Shared { base_url, settings, .. } = &*client.shared;
    let url = base_url.join(operation, path).map_err(|reason| invalid_request(operation, reason))?;
    RequestBuilder::new(&settings.http, operation, url)
}

/// A request and the client that sends it, or the error if there is none.
pub(crate) type Prepared = Result<(Client, Request), Error>;

/// Sends a request and decodes the response.
pub(crate) fn send<T: DeserializeOwned>(
    prepared: Prepared,
) -> impl Future<Output = Result<Response<T>, Error>> {
    async move {
        match prepared {
            Ok((ref client, ref request)) => {
                let session = session_header(client.session.as_deref(), request)?;
                let (settings, rate_limit_wait) = (&client.shared.settings, client.rate_limit_wait);
                Call { settings, session, rate_limit_wait, request }.send().await
            }
            Err(error) => Err(error),
        }
    }
}

/// The header of a session. Fails if the operation does not accept it, or if a header cannot carry it.
fn session_header<'a>(
    session: Option<&'a MemberSession>,
    request: &Request,
) -> Result<SessionHeader<'a>, Error> {
    let Some(session) = session else { return Ok(None) };
    let accepted = request.operation().session_headers;
    if !accepted.contains(&session.header.as_str()) {
        let kind = if accepted.is_empty() { "" } else { " of this kind" };
        return Err(request.invalid(format_args!(
            "accepts no member session{kind}, so it would run with the project's full privileges; if that is \
             intended, call it on the client without the session"
        )));
    }
    match &session.value {
        Some(value) => Ok(Some((&session.header, value))),
        None => Err(request.invalid(
            "the member session is empty or contains characters that a header cannot carry; pass it exactly \
             as Stytch gave it",
        )),
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.shared.base_url.as_str())
            .field("project_id", &self.shared.project_id)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
