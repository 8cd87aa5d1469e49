//! `stytch-apps call`. The parameters and the pages of an operation come from the library's table.

pub mod arguments;
mod body;
mod confirm;
mod flags;
mod json;
mod view;

use futures_util::TryStreamExt;
use serde_json::Value;
use stytch_connected_apps::operations::Operation;

use crate::call::arguments::Call;
use crate::call::confirm::confirm;
use crate::call::json::Json;
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
            response = operation.invoke_raw(&connection.client, arguments) => response?,
            () = graceful.is_over() => return Err(Failure::new("interrupted; the call may have taken effect")),
        };
        if global.output == Format::Json {
            return print(format!("{}\n", redacted(&response, operation, show_secrets)?.pretty()).as_bytes());
        }
        let response = serde_json::from_str(&response).map_err(|error| Failure::new(error.to_string()))?;
        return view::response(operation, shown(response), global.output);
    }
    if global.output != Format::Json {
        let items = operation.invoke_pages(&connection.client, arguments).map_ok(shown);
        return view::items(&items.try_collect::<Vec<Value>>().await?, global.output);
    }
    // There may be more items than fit into memory.
    let mut pages = operation.invoke_raw_pages(&connection.client, arguments);
    let items = operation.pages.map_or("", |pages| pages.items);
    let mut separator = "[\n";
    while let Some(page) = pages.try_next().await? {
        let json = redacted(&page, operation, show_secrets)?;
        let Some(Json::List(items)) = json.at(items) else { continue };
        for item in items {
            print(format!("{separator}{}", item.compact()).as_bytes())?;
            separator = ",\n";
        }
    }
    print(if separator == "[\n" { b"[]\n" } else { b"\n]\n" })
}

fn redacted<'a>(json: &'a str, operation: &Operation, show_secrets: bool) -> Result<Json<'a>, Failure> {
    let mut json = Json::parse(json)?;
    if !show_secrets {
        json.redact(operation);
    }
    Ok(json)
}
