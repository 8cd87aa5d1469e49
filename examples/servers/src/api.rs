//! An HTTP API whose callers are Connected Apps.

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::guard::{Granted, Guard, Refused};

/// The scopes that the API knows.
pub const SCOPES: [&str; 1] = ["read:issues"];

/// The API's routes. Its metadata is for everybody: an app that has no token yet learns there where to get one.
pub fn router(guard: Guard) -> Router {
    let metadata = guard.resource.metadata();
    Router::new()
        .route("/issues", get(of_person))
        .route("/organizations/{organization_id}/issues", get(of_organization))
        .route(&guard.resource.metadata_path(), get(async || Json(metadata)))
        .with_state(guard)
}

async fn of_person(granted: Granted) -> Result<Json<Value>, Refused> {
    granted.needs_scope("read:issues")?;
    Ok(Json(json!({"assignee": granted.token.person(), "issues": ["Write the release notes"]})))
}

async fn of_organization(
    granted: Granted,
    Path(organization_id): Path<String>,
) -> Result<Json<Value>, Refused> {
    granted.needs_scope("read:issues")?;
    granted.needs_organization(&organization_id)?;
    Ok(Json(json!({"organization": organization_id, "issues": ["Renew the certificate"]})))
}
