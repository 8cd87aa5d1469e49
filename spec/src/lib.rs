//! Tools for editing and reviewing the OpenAPI document.
//!
//! [`drift`] holds the document against the vendor's. [`import`] takes operations from there. [`release`] prepares a
//! release.
//!
//! [`summary`] lists the public API that a document generates. [`compatibility`] finds breaking changes. [`tidiness`]
//! finds mistakes that the build lets pass. [`committed`] writes the generated files that are committed beside the document.

// Ordered from the lowest layer up: a module imports only from those above it in this list.
pub mod document;
mod secrets;
pub mod summary;

pub mod committed;
pub mod compatibility;
pub mod drift;
pub mod tidiness;

pub mod api;
pub mod import;

pub mod release;
