//! `stytch-apps call`. The parameters and the pages of an operation come from the library's table.

pub mod arguments;
mod body;
mod confirm;
mod flags;
mod view;

use futures_util::TryStreamExt;
use serde_json::Value;

use crate::call::arguments::Call;
use crate::call::confirm::confirm;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::interrupt::Graceful;
use crate::output::{Format, print};

pub async fn run(call: Call, global: &GlobalOptions) -> Result<(), Failure> {
    let (operation, arguments, show_secrets) = (call.operation, call.arguments()?, call.show_secrets());
    if operation.destructive && !call.yes() && !confirm(operation, &arguments)? {
        return Ok(());
    }
    let connection = Connection::open(global).await?;
    let shown = |mut value: Value| {
        if !show_secrets {
            operation.redact(&mut value);
        }
        value
    };
    if !call.all() {
        let graceful = Graceful::new();
        let response = tokio::select! {
            response = operation.invoke(&connection.client, arguments) => response?,
            () = graceful.is_over() => return Err(Failure::new("interrupted; the call may have taken effect")),
        };
        return view::response(operation, shown(response), global.output);
    }
    let mut items = operation.invoke_pages(&connection.client, arguments).map_ok(shown);
    if global.output != Format::Json {
        let items: Vec<Value> = items.try_collect().await?;
        return view::items(&items, global.output);
    }
    // There may be more items than fit into memory.
    let mut separator = "[\n";
    while let Some(item) = items.try_next().await? {
        let item = serde_json::to_string(&item).map_err(|error| Failure::new(error.to_string()))?;
        print(format!("{separator}{item}").as_bytes())?;
        separator = ",\n";
    }
    print(if separator == "[\n" { b"[]\n" } else { b"\n]\n" })
}
