//! The record: one SQLite file with the reviews of one project, and what was revoked.

pub mod aftermath;
pub mod app_deletions;
pub mod decisions;
pub mod digest;
mod error;
pub mod evidence;
pub mod file;
pub mod gone;
pub mod held;
mod identity;
pub mod kept;
mod lock;
pub mod outcomes;
pub mod policy_changes;
pub mod project_apps;
pub mod queue;
pub mod results;
pub mod reviews;
pub mod revocations;
pub mod scope;
pub mod sessions;
pub mod time;
