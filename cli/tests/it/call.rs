//! `call`, `operations` and `completions`.

use std::path::Path;
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::Value;
use stytch_connected_apps::operations::{self, Location};
use stytch_connected_apps_sandbox::{Sandbox, Seed};

use crate::command::{Run, command, given, printed, run};

const USER: &str = "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6";

/// Hides the ids that the sandbox makes up, as they differ from run to run, and the names of all operations, as the
/// document may gain some.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"request-id-test-[0-9a-f-]{36}", "request-id-test-…");
    settings.add_filter(r"(?s)(stytch-apps operations\n  stytch-apps call )[^\n]*", "$1…");
    settings.add_filter(r"(?s)(\nOperations:\n).*?\n\n", "$1  …\n\n");
    settings.add_filter(r"(tip: some similar subcommands exist: ).*", "$1…");
    settings
}

fn shown(run: Run) -> String {
    format!("exit code {}\n--- stdout\n{}--- stderr\n{}", run.code.expect("not a signal"), run.out, run.err)
}

#[test]
fn help_has_the_documents_words() {
    settings().bind(|| assert_snapshot!("help_call", printed("call --help")));
    assert_snapshot!("help_call_search_users", printed("call search_users --help"));
    assert_snapshot!("help_call_create", printed("call create_connected_app_client --help"));
    assert_snapshot!("help_call_exchange", printed("call exchange_user_access_token --help"));
}

/// The help is made from the table, so whatever the document says next is there.
#[test]
fn every_operation_has_help_with_all_that_it_takes() {
    let (listed, all) = (printed("operations"), printed("call --help"));
    for operation in operations::all() {
        assert!(listed.contains(&format!("{} ", operation.id)), "{}", operation.id);
        let entry = format!("\n  {}\n          {}\n", operation.id, operation.summary);
        assert!(all.contains(&entry), "{}", operation.id);
        let help = printed(&format!("call {} --help", operation.id));
        assert!(help.contains(operation.summary) && help.contains(operation.path), "{help}");
        assert!(help.starts_with(&format!("Example:\n  stytch-apps call {}", operation.id)), "{help}");
        for parameter in operation.parameters {
            let flag = format!("--{} ", parameter.name.replace('_', "-"));
            assert_eq!(help.contains(&flag), !parameter.is_secret, "{flag} {help}");
            assert!(parameter.allowed.iter().all(|value| help.contains(value)), "{help}");
        }
    }
}

/// An operation that the document gains is one that the command line has.
#[test]
fn every_operation_of_the_document_can_be_called() {
    for operation in operations::all() {
        let example = operation.example_arguments();
        let mut line = format!("--sandbox call {}", operation.id);
        for parameter in operation.parameters.iter().filter(|other| other.location != Location::Body) {
            if let Some(value) = example[parameter.name].as_str() {
                line += &format!(" --{} {value}", parameter.name);
            }
        }
        if operation.destructive {
            line += " --yes";
        }
        let mut command = command(&line);
        if operation.takes_body {
            command.args(["--body", "-"]);
        }
        let run = given(command, &example["body"].to_string());
        // The sandbox may refuse an example, such as the secret of a rotation that has not begun.
        let is_refused = run.code == Some(1) && run.err.starts_with(&format!("error: {}: 4", operation.id));
        assert!(run.code == Some(0) || is_refused, "{line}: {run:?}");
    }
}

/// The table is all that the command knows of the API.
#[test]
fn no_operation_is_named_in_the_source_of_call() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/call");
    let files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    assert!(files.len() > 3, "{files:?}");
    for file in files {
        let source = std::fs::read_to_string(&file).expect("text");
        let named: Vec<_> =
            operations::all().iter().filter(|operation| source.contains(operation.id)).collect();
        assert!(named.is_empty(), "{}: {named:?}", file.display());
    }
}

#[test]
fn a_response_is_a_table_json_or_csv() {
    let call = |arguments: &str| printed(&format!("call {arguments} --sandbox"));
    settings().bind(|| {
        assert_snapshot!("table_of_a_list", call(&format!("get_user_connected_apps --user-id {USER}")));
        assert_snapshot!("table_of_properties", call(&format!("get_user --user_id {USER}")));
        assert_snapshot!("table_of_a_page", call("search_users"));
        assert_snapshot!("csv_of_a_page", call("search_users --output csv"));
        assert_snapshot!("json_of_a_page", call("search_users --output json --limit 1"));
    });
}

#[test]
fn all_pages_are_followed() {
    let page: Value =
        serde_json::from_str(&printed("call search_users --limit 1 --output json --sandbox")).expect("JSON");
    assert_eq!(page["results"].as_array().map(Vec::len), Some(1));
    let all: Value =
        serde_json::from_str(&printed("call search_users --limit 1 --all --output json --sandbox"))
            .expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    assert_eq!(printed("call search_users --limit 1 --all --output csv --sandbox").lines().count(), 4);
    let none = r#"call search_users --all --output json --sandbox --query {"operator":"AND","operands":[{"filter_name":"user_id","filter_value":["nobody"]}]}"#;
    assert_eq!(printed(none), "[]\n");
    let none = run(&none.replace("json", "csv"));
    assert_eq!((none.code, &*none.out, &*none.err), (Some(0), "", "there are no items\n"));
}

#[test]
fn secrets_are_shown_only_if_asked_for() {
    let create = "call create_connected_app_client --client-type third_party --output json --sandbox";
    let secret = |line: &str| {
        let response: Value = serde_json::from_str(&printed(line)).expect("JSON");
        response["connected_app"]["client_secret"].as_str().map(str::to_owned)
    };
    assert_eq!(secret(create).as_deref(), Some("[redacted]"));
    assert!(secret(&format!("{create} --show-secrets")).is_some_and(|secret| secret.len() > 20));
}

#[test]
fn flags_override_properties_of_the_body() {
    let line = "call create_connected_app_client --client-name flag --output json --sandbox --body";
    let body = r#"{"client_type":"third_party","client_name":"body","client_description":"kept"}"#;
    let file = std::env::temp_dir().join(format!("stytch-apps-body-{}.json", std::process::id()));
    std::fs::write(&file, body).expect("a file");
    let mut runs = Vec::new();
    for argument in [body.to_owned(), format!("@{}", file.display()), "-".to_owned()] {
        let mut command = command(line);
        command.arg(argument);
        runs.push(given(command, body));
    }
    std::fs::remove_file(&file).expect("a file");
    for run in runs {
        let response: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
        let app = &response["connected_app"];
        assert_eq!((&app["client_name"], &app["client_description"]), (&"flag".into(), &"kept".into()));
    }
}

#[tokio::test]
async fn a_wrong_command_line_is_one_error_and_sends_nothing() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    let mut shown = String::new();
    for line in [
        "call get_usr",
        "call get_user",
        "call get_user --user-id ..",
        "call get_user --user-id a --usr-id b",
        "call get_user --user-id a --all",
        "call search_users --limit ten",
        "call search_users --query {",
        "call search_users --body {",
        "call search_users --body []",
        "call search_users --limit 1 --body []",
        "call search_users --body @/no/such/file.json",
        "call search_users --body {\"limits\":1}",
        "call create_connected_app_client",
        "call create_connected_app_client --client-type third",
        "call create_connected_app_client --client-type third_party --full-access-allowed perhaps",
        "completions shell",
    ] {
        let mut command = command(line);
        command.env("STYTCH_PROJECT_ID", Sandbox::PROJECT_ID).env("STYTCH_SECRET", Sandbox::SECRET);
        let run = Run::from(command.env("STYTCH_BASE_URL", sandbox.url()).output().expect("the binary runs"));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{line}: {run:?}");
        shown += &format!("$ stytch-apps {line}\n{}\n", run.err);
    }
    assert!(sandbox.requests().is_empty());
    settings().bind(|| assert_snapshot!("wrong_command_lines", shown));
}

#[test]
fn an_error_of_the_api_or_of_the_environment_is_one_message() {
    settings().bind(|| {
        assert_snapshot!("not_found", shown(run("call get_user --user-id nobody --sandbox")));
        assert_snapshot!("no_credentials", shown(run("call get_user --user-id nobody")));
        assert_snapshot!(
            "no_seed",
            shown(run("call get_user --user-id nobody --sandbox=/no/such/seed.yaml"))
        );
    });
}

/// The output before the error is no JSON document, so that no program takes it for all items.
#[tokio::test(flavor = "multi_thread")]
async fn pages_that_break_off_are_an_error() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    sandbox.on("search_users").nth(2).respond(400);
    let mut command = command("call search_users --limit 1 --all --output json");
    command.env("STYTCH_PROJECT_ID", Sandbox::PROJECT_ID).env("STYTCH_SECRET", Sandbox::SECRET);
    let run = Run::from(command.env("STYTCH_BASE_URL", sandbox.url()).output().expect("the binary runs"));
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("[\n{") && serde_json::from_str::<Value>(&run.out).is_err(), "{}", run.out);
    assert!(run.err.starts_with("error: search_users: 400 Bad Request"), "{}", run.err);
}

#[tokio::test]
async fn a_name_cannot_command_the_terminal() {
    let seed = Seed::new().grant("user-1", "\u{1b}]0;title\u{7}agent\u{202e}ppa", "openid");
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    let mut command = command("call get_user_connected_apps --user-id user-1");
    command.env("STYTCH_PROJECT_ID", Sandbox::PROJECT_ID).env("STYTCH_SECRET", Sandbox::SECRET);
    command.env("STYTCH_BASE_URL", sandbox.url());
    let run =
        tokio::task::spawn_blocking(move || Run::from(command.output().expect("the binary runs"))).await;
    let out = run.expect("no panic").out;
    assert!(out.contains("\u{fffd}]0;title\u{fffd}agent\u{fffd}ppa"), "{out}");
}

#[test]
fn completions_know_the_operations_and_their_flags() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&format!("completions {shell}"));
        assert!(script.contains("get_user_connected_apps") && script.contains("user-id"), "{shell}");
    }
}

#[test]
fn a_reader_that_stops_early_causes_no_error() {
    let mut completions = command("completions bash");
    let mut child =
        completions.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    drop(child.stdout.take());
    let run = Run::from(child.wait_with_output().expect("the command ends"));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn output_without_a_terminal_has_no_colour() {
    for line in ["call --help", "call get_usr", "operations"] {
        let run = run(line);
        assert!(!format!("{}{}", run.out, run.err).contains('\u{1b}'), "{line}");
    }
}
