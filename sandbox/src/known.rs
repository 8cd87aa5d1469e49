use stytch_connected_apps::operations::{self, Operation};

/// The operation of this id, or a message that says that there is none.
pub(super) fn known(id: &str) -> Result<&'static Operation, String> {
    operations::find(id).ok_or_else(|| format!("the document has no operation `{id}`"))
}

/// The operation of this id. Without one, it panics in the name of its caller.
#[track_caller]
pub(super) fn expect_known(id: &str) -> &'static Operation {
    match known(id) {
        Ok(operation) => operation,
        Err(message) => panic!("{message}"),
    }
}
