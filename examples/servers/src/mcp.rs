//! An MCP server with one tool, whose clients are Connected Apps.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use rmcp::handler::server::tool::Extension;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, tool, tool_router};
use stytch_connected_apps::reqwest::Url;
use stytch_connected_apps::verify::AccessToken;

use crate::guard::{Granted, Guard, Refused};

/// The scope that every request needs. Clients read it in the challenge and ask the person for it.
pub const SCOPE: &str = "read:issues";

/// The MCP server at the path of its URL, and its metadata where RFC 9728 wants it.
pub fn router(guard: Guard, url: &Url) -> Router {
    let config = StreamableHttpServerConfig::default()
        // A session or a stream would outlive the token that opened it. So each request stands alone and is verified.
        .with_legacy_session_mode(false)
        .with_json_response(true)
        // Against DNS rebinding. By default only a server on loopback can be reached.
        .with_allowed_hosts(url.host_str().map(str::to_owned));
    let service = StreamableHttpService::new(|| Ok(Issues), Arc::new(NeverSessionManager::default()), config);
    let metadata = guard.resource.metadata();
    Router::new()
        .route_service(url.path(), service)
        .route_layer(from_fn_with_state(guard.clone(), protect))
        // Without a token: here a client learns where to get one.
        .route(&guard.resource.metadata_path(), get(async || Json(metadata)))
}

/// Lets a request in if its token has the scope. The tool finds the token in the request's extensions.
async fn protect(granted: Granted, mut request: Request, next: Next) -> Result<Response, Refused> {
    granted.needs_scope(SCOPE)?;
    request.extensions_mut().insert(granted.token);
    Ok(next.run(request).await)
}

struct Issues;

#[tool_router(server_handler)]
impl Issues {
    /// Lists the open issues of the person who granted access.
    #[tool]
    async fn list_issues(&self, Extension(parts): Extension<Parts>) -> Result<String, ErrorData> {
        // `protect` has put it there. Without it nobody is let in.
        let token: &AccessToken = parts
            .extensions
            .get()
            .ok_or_else(|| ErrorData::internal_error("the route is not protected", None))?;
        Ok(format!("1 open issue of {}: write the release notes", token.person()))
    }
}
