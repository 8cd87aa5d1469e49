use serde_json::Value;

use crate::document::example::Examples;
use crate::document::operation::Operation;
use crate::generated::{EXAMPLES, operations};

impl Operation {
    /// Arguments for [`invoke`](Self::invoke): the document's examples, or values made from its schemas
    /// where it has none.
    pub fn example_arguments(&self) -> Value {
        serde_json::from_str(examples(self).arguments).expect("the build writes JSON")
    }

    /// Every documented response: its status, its example's name and its body. The name is empty if the
    /// example has none, the body if the response has no content.
    pub fn example_responses(&self) -> impl Iterator<Item = (u16, &'static str, &'static str)> {
        examples(self).responses.iter().map(|example| (example.status, example.name, example.body))
    }
}

/// The operation of this id. Otherwise a message that says that there is none.
pub(super) fn known(id: &str) -> Result<&'static Operation, String> {
    let known = operations().iter().find(|known| known.id == id);
    known.copied().ok_or_else(|| format!("the document has no operation `{id}`"))
}

pub(super) fn examples(operation: &Operation) -> &'static Examples {
    let entry = EXAMPLES.iter().find(|(id, _)| *id == operation.id);
    entry.map(|(_, examples)| examples).expect("the build writes examples for every operation")
}

/// The operation of this id. Without one, it panics in the name of its caller.
#[track_caller]
pub(super) fn expect_known(id: &str) -> &'static Operation {
    match known(id) {
        Ok(operation) => operation,
        Err(message) => panic!("{message}"),
    }
}
