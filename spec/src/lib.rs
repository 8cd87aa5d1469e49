//! Tools for editing and reviewing the OpenAPI document.
//!
//! [`summary`] lists the public API that a document generates. [`compatibility`] finds breaking changes.
//! [`tidiness`] finds what the build lets pass. [`committed`] writes the generated files that are committed beside
//! the document.

pub mod committed;
pub mod compatibility;
pub mod summary;
pub mod tidiness;
