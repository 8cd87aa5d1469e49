//! Tools on the OpenAPI document, for those who edit and review it.
//!
//! [`summary`] says which public API a document makes. [`compatibility`] says what a change of it breaks.
//! [`committed`] are the files that are written from the document and committed beside it.

pub mod committed;
pub mod compatibility;
pub mod summary;
