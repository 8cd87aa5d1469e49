use serde_json::Value;
use stytch_connected_apps::operations::Operation;

use crate::failure::Failure;
use crate::output::{note, printable};
use crate::prompt;

/// Asks before an operation that takes something away. Returns whether to go on.
pub fn confirm(operation: &Operation, arguments: &Value) -> Result<bool, Failure> {
    if !prompt::is_possible() {
        return Err(Failure::usage(format!(
            "{} takes something away, so nothing was sent; add --yes to send it",
            operation.id
        )));
    }
    let request = format!("{} {}", operation.method, path(operation, arguments));
    let agrees = prompt::agrees(&format!("{}: {}?", operation.summary, printable(&request)))?;
    if !agrees {
        note!("nothing was sent");
    }
    Ok(agrees)
}

/// The path with the arguments in their places.
fn path(operation: &Operation, arguments: &Value) -> String {
    let names = arguments.as_object().into_iter().flatten();
    names.fold(operation.path.to_owned(), |path, (name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        path.replace(&format!("{{{name}}}"), &value)
    })
}
