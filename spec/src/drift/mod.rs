//! `cargo spec drift`: how our document differs from the vendor's.
//!
//! [`operations`] finds the operations to hold against each other, [`schemas`] compares what they send and receive.
//! [`baseline`] has the differences that are known, each with a reason.

pub mod baseline;
mod family;
mod operations;
pub mod report;
pub mod schemas;

use crate::document::Document;
pub(crate) use operations::is_same;

/// One difference between our document and one of the vendor's.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The method and the path, as `POST /v1/users/search`.
    pub operation: String,
    /// The place in the operation, as `response.connected_apps[].name`. Empty for the operation itself.
    pub at: String,
    /// What differs, in words.
    pub is: String,
    /// Where our document has it.
    pub ours: Vec<String>,
    /// Which of the vendor's documents it is about.
    pub vendor: usize,
    /// Where that has it.
    pub theirs: Vec<String>,
}

/// All that differs.
#[derive(Debug, Default)]
pub struct Drift {
    /// The differences, in our document's order.
    pub differences: Vec<Difference>,
    /// How many operations were held against the vendor's.
    pub compared: usize,
    /// Our operations of which the vendor's documents have neither the operation nor anything near it.
    pub unknown: Vec<String>,
    /// The vendor's paths, one list for each document.
    paths: Vec<Vec<String>>,
}

/// Holds our document against the vendor's.
pub fn drift(ours: &Document, vendors: &[Document]) -> Drift {
    operations::compare(ours, vendors)
}
