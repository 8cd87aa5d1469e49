//! `cargo spec drift`: how our document differs from the vendor's.
//!
//! `operations` finds the operations to hold against each other. `access`, `parameters` and `bodies` compare what they
//! say, [`schemas`] and `limits` the values that they send and receive. [`baseline`] has the differences that are
//! known, each with a reason.

mod access;
pub mod baseline;
mod bodies;
mod facets;
mod family;
pub mod found;
mod limits;
mod operations;
mod parameters;
mod patterns;
pub mod report;
pub mod schemas;

use crate::document::Document;
use found::{Class, Found};
pub(crate) use operations::{is_same, same_urls};

/// One difference between our document and one of the vendor's.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The method and the path, as `POST /v1/users/search`.
    pub operation: String,
    /// The place in the operation, as `response.connected_apps[].name`. Empty for the operation itself.
    pub at: String,
    /// The difference, in words.
    pub is: String,
    /// It is one of defaults or limits, which are reported apart.
    pub is_limit: bool,
    /// Its path in our document.
    pub ours: Vec<String>,
    /// The index of the vendor's document.
    pub vendor: usize,
    /// Its path in that document.
    pub theirs: Vec<String>,
}

impl Difference {
    fn new(operation: String, vendor: usize, found: Found) -> Self {
        let Found { at, is, class, ours, theirs } = found;
        Self { operation, at, is, is_limit: class == Class::Limit, ours, vendor, theirs }
    }
}

/// The differences between our document and the vendor's.
#[derive(Debug, Default)]
pub struct Drift {
    /// The differences, in our document's order.
    pub differences: Vec<Difference>,
    /// The number of operations that were compared.
    pub compared: usize,
    /// Our operations of which the vendor's documents have neither the operation nor anything near it.
    pub unknown: Vec<String>,
    /// The names of the vendor's documents.
    pub vendors: Vec<String>,
}

/// Holds our document against the vendor's.
pub fn drift(ours: &Document, vendors: &[Document]) -> Drift {
    operations::compare(ours, vendors)
}
