//! Lists the Connected Apps of a User and of a Member.
//!
//! Without credentials in the environment it starts the sandbox and asks that:
//!
//! ```sh
//! cargo run --example list_connected_apps
//! ```
//!
//! With `STYTCH_PROJECT_ID` and `STYTCH_SECRET` set it asks Stytch, about the ids given:
//!
//! ```sh
//! cargo run --example list_connected_apps -- user USER_ID
//! cargo run --example list_connected_apps -- member ORGANIZATION_ID MEMBER_ID
//! ```

use std::env;
use std::error::Error;
use std::process::ExitCode;

use comfy_table::{Table, presets};
use stytch_connected_apps::types::ConnectedApp;
use stytch_connected_apps::{Client, MemberSession};
use stytch_connected_apps_sandbox::Sandbox;

const USAGE: &str = "usage: list_connected_apps [user USER_ID | member ORGANIZATION_ID MEMBER_ID]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let credentials = set("STYTCH_PROJECT_ID") || set("STYTCH_SECRET");

    match (credentials, arguments.as_slice()) {
        (true, ["user", user_id]) => {
            println!("Asking Stytch.");
            list_user(&Client::from_env()?, user_id).await
        }
        (true, ["member", organization_id, member_id]) => {
            println!("Asking Stytch.");
            list_member(&Client::from_env()?, organization_id, member_id).await
        }
        (true, _) => Err(format!("credentials are set, so say whose apps to list\n{USAGE}").into()),
        (false, []) => demonstrate().await,
        (false, _) => Err(format!("set STYTCH_PROJECT_ID and STYTCH_SECRET to ask Stytch\n{USAGE}").into()),
    }
}

async fn list_user(client: &Client, user_id: &str) -> Result<(), Box<dyn Error>> {
    let response = client.get_user_connected_apps().user_id(user_id).await?;
    print(&format!("User {user_id}"), &response.connected_apps);
    Ok(())
}

async fn list_member(client: &Client, organization_id: &str, member_id: &str) -> Result<(), Box<dyn Error>> {
    let response =
        client.get_member_connected_apps().organization_id(organization_id).member_id(member_id).await?;
    print(&format!("Member {member_id}"), &response.connected_apps);
    Ok(())
}

fn print(title: &str, apps: &[ConnectedApp]) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["NAME", "TYPE", "SCOPES"]);
    for app in apps {
        let scopes = app.scopes().collect::<Vec<_>>().join(", ");
        table.add_row([&app.name, &app.client_type.to_string(), &scopes]);
    }
    let noun = if apps.len() == 1 { "connected app" } else { "connected apps" };
    println!("\n{title}: {} {noun}\n{}", apps.len(), table.trim_fmt());
}

/// Makes the same calls to the sandbox, and one that it rejects.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    println!(
        "No credentials are set: this asks the sandbox at {}, which knows whom the OpenAPI document's examples show.",
        sandbox.url()
    );

    let client = sandbox.client()?;
    list_user(&client, "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6").await?;

    let session = MemberSession::token("mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q");
    list_member(
        &client.with_member_session(session),
        "organization-test-07971b06-ac8b-4cdb-9c15-63b17e653931",
        "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
    )
    .await?;

    let stranger = Client::builder(Sandbox::PROJECT_ID, "not-the-secret").base_url(sandbox.url()).build()?;
    if let Err(error) = stranger.get_user_connected_apps().user_id("user-test-16d9ba61").await {
        println!("\nA call with the wrong secret is rejected:");
        println!("  {error}");
        println!("  status      {}", error.status().map_or("-".to_owned(), |status| status.to_string()));
        println!("  type        {}", error.error_type().unwrap_or("-"));
        println!("  request id  {}", error.request_id().unwrap_or("-"));
    }
    Ok(())
}
