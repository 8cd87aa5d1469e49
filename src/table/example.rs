use serde_json::Value;

use crate::generated;
use crate::table::operation::Operation;

/// The document's examples of an operation.
#[derive(Debug)]
pub(crate) struct Examples {
    /// A JSON object with an argument for each parameter.
    pub(crate) arguments: &'static str,
    pub(crate) responses: &'static [Example],
}

/// A documented response of an operation.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Example {
    /// The HTTP status.
    pub status: u16,
    /// The example's name in the document. Empty if it has none.
    pub name: &'static str,
    /// The body, as JSON. Empty if the response has no content.
    pub body: &'static str,
    /// `true` if the response is a page with a cursor for the next one.
    pub has_next: bool,
}

impl Operation {
    /// Arguments for [`invoke`](Self::invoke): the document's examples, or values made from its schemas where it has
    /// none.
    pub fn example_arguments(&self) -> Value {
        serde_json::from_str(self.examples().arguments).expect("the build writes JSON")
    }

    /// Every documented response.
    pub fn example_responses(&self) -> &'static [Example] {
        self.examples().responses
    }

    fn examples(&self) -> &'static Examples {
        // A table of its own: a program that asks for no examples does not carry them.
        &generated::EXAMPLES[self.index]
    }
}
