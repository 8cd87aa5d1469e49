//! What a client reads from the environment. A test runs itself again in another process for each
//! environment.

use std::env;
use std::process::Command;

use stytch_connected_apps::Client;

const CHILD: &str = "FROM_ENV_CHILD";

/// The result of `Client::from_env` if only these variables are set.
fn from_env(variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(env::current_exe().expect("the path of this test"));
    child.args(["--exact", "environment::from_env_reads_the_client_from_the_environment", "--nocapture"]);
    for name in ["STYTCH_PROJECT_ID", "STYTCH_SECRET", "STYTCH_BASE_URL"] {
        child.env_remove(name);
    }
    let output = child.env(CHILD, "1").envs(variables.iter().copied()).output().expect("the test runs again");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| Some(line.split_once("from_env: ")?.1.to_owned()));
    line.unwrap_or_else(|| panic!("the child printed no result: {text}"))
}

/// Over plain HTTP a proxy could read the credentials.
#[test]
fn a_proxy_in_the_environment_is_not_used_for_plain_http() {
    const CHILD: &str = "PROXY_CHILD";
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if let Some(url) = env::var_os(CHILD) {
        let client = crate::support::client(&url.to_string_lossy());
        let result = runtime.block_on(client.get_user_connected_apps().user_id("u").into_future());
        return println!("success: {}", result.is_ok());
    }
    let server = |reply| runtime.block_on(scripted_server::Server::responding([reply]));
    let target = server(scripted_server::json(200, crate::support::EMPTY));
    let proxy = server(scripted_server::json(200, crate::support::EMPTY));
    let mut child = Command::new(env::current_exe().expect("the path of this test"));
    child.args([
        "--exact",
        "environment::a_proxy_in_the_environment_is_not_used_for_plain_http",
        "--nocapture",
    ]);
    child.env(CHILD, &target.url).env("HTTP_PROXY", &proxy.url).env("http_proxy", &proxy.url);
    let output = child.env_remove("NO_PROXY").env_remove("no_proxy").output().expect("the test runs again");
    assert!(String::from_utf8_lossy(&output.stdout).contains("success: true"), "{output:?}");
    assert_eq!((target.requests().len(), proxy.requests().len()), (1, 0));
}

#[test]
fn from_env_reads_the_client_from_the_environment() {
    if env::var_os(CHILD).is_some() {
        return match Client::from_env() {
            Ok(client) => println!("from_env: {client:?}"),
            Err(error) => println!("from_env: {error}"),
        };
    }
    let id = ("STYTCH_PROJECT_ID", "project-live-1");
    let secret = ("STYTCH_SECRET", "secret-live-1");
    for (variables, expected) in [
        (
            vec![id, ("STYTCH_SECRET", "secret-test-1")],
            "secret: a secret of the test environment, but the project id is of the live environment; copy both from the \
             same one",
        ),
        (vec![], "STYTCH_PROJECT_ID: missing or empty; set this environment variable"),
        (vec![id], "STYTCH_SECRET: missing or empty; set this environment variable"),
        (vec![id, ("STYTCH_SECRET", "")], "STYTCH_SECRET: missing or empty; set this environment variable"),
        (
            vec![secret, ("STYTCH_PROJECT_ID", "")],
            "STYTCH_PROJECT_ID: missing or empty; set this environment variable",
        ),
        (
            vec![id, secret],
            r#"Client { base_url: "https://api.stytch.com/", project_id: "project-live-1", session: None, .. }"#,
        ),
        (
            vec![id, secret, ("STYTCH_BASE_URL", "")],
            r#"Client { base_url: "https://api.stytch.com/", project_id: "project-live-1", session: None, .. }"#,
        ),
        (
            vec![id, secret, ("STYTCH_BASE_URL", "https://login.example.com/x/")],
            r#"Client { base_url: "https://login.example.com/x", project_id: "project-live-1", session: None, .. }"#,
        ),
    ] {
        assert_eq!(from_env(&variables), expected, "{variables:?}");
    }
}
