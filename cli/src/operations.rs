use stytch_connected_apps::operations;

use crate::failure::Failure;
use crate::output::{Format, Rows};

/// Lists the operations of the document.
pub fn run(format: Format) -> Result<(), Failure> {
    let rows = operations::all().iter().map(|operation| {
        [operation.id, operation.method, operation.path, operation.summary].map(Into::into).to_vec()
    });
    Rows { columns: vec!["operation", "method", "path", "summary"], rows: rows.collect() }.print(format)
}
