//! `stytch-apps sandbox`, as another program uses it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use stytch_connected_apps::{Client, RetryPolicy};
use stytch_connected_apps_sandbox::Sandbox;

use crate::command::{command, run};
use crate::support::{World, ended, few};

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[tokio::test]
async fn a_program_reaches_it_with_what_it_prints() {
    let folder = tempfile::tempdir().expect("a directory");
    let (seed, certificate) = (folder.path().join("seed.yaml"), folder.path().join("authority.pem"));
    std::fs::write(&seed, "users:\n  - user_id: u\n    grants: [{app: a}]\n").expect("a file");
    let line = format!(
        "sandbox --sandbox={} --https --certificate {} --limit 2 --interval 3600 --retry-after 7",
        seed.display(),
        certificate.display()
    );
    let mut server = Server(command(&line).stdout(Stdio::piped()).spawn().expect("the binary runs"));
    let output = BufReader::new(server.0.stdout.take().expect("it is piped"));
    let mut lines = output.lines().map(|line| line.expect("text"));
    let url = lines.find_map(|line| Some(line.strip_prefix("base URL")?.trim().to_owned()));

    let client = Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET)
        .base_url(url.expect("a base URL"))
        .root_certificates(std::fs::read(&certificate).expect("the certificate"))
        .retry(RetryPolicy::none())
        .build()
        .expect("the settings are valid");
    let list = || client.get_user_connected_apps().user_id("u").into_future();
    assert_eq!(list().await.expect("the first").connected_apps[0].connected_app_id, "a");
    list().await.expect("the second");
    let error = list().await.expect_err("over the limit");
    assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(7));
}

#[test]
fn a_mistake_in_its_seed_is_one_message_with_the_place() {
    let folder = tempfile::tempdir().expect("a directory");
    let seed = folder.path().join("seed.yaml");
    for (text, expected) in [
        ("users:\n  - id: u\n", "unknown field `id`"),
        ("users:\n  - user_id: u\n  - user_id: u\n", "users[1].user_id: `u` appears twice"),
    ] {
        std::fs::write(&seed, text).expect("a file");
        let ran = run(&format!("sandbox --sandbox={}", seed.display()));
        assert_eq!((ran.code, &*ran.out), (Some(1), ""));
        assert!(ran.err.starts_with("error: ") && ran.err.contains(expected), "{}", ran.err);
    }
    let ran = run("sandbox --certificate x.pem");
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn the_other_commands_trust_its_authority_if_ssl_cert_file_names_it() {
    let world = World::with(few(), stytch_connected_apps_sandbox::SandboxBuilder::https).await;
    let ran = world.run(&["review", "r.sqlite"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let hint = "; SSL_CERT_FILE may name a file of certificates to trust, in PEM\n";
    assert!(ran.err.ends_with(hint) && ran.err.matches("UnknownIssuer").count() == 1, "{ran:?}");
    let path = world.path("authority.pem");
    world.sandbox.write_certificate(Some(&path)).expect("written");
    let mut marked = "\u{feff}".as_bytes().to_vec();
    marked.extend(std::fs::read(&path).expect("written"));
    std::fs::write(world.path("marked.pem"), marked).expect("a file");
    for path in [path, world.path("marked.pem")] {
        let mut command = world.command(&["review", "r.sqlite", "--new"]);
        command.env("SSL_CERT_FILE", &path);
        let ran = ended(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_certificate_file_or_proxy_is_named_before_the_first_call() {
    let world = World::new(few()).await;
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    for (name, content) in [("none.pem", "no certificate\n"), ("broken.pem", broken), ("empty.pem", "")] {
        std::fs::write(world.path(name), content).expect("a file");
    }
    for (name, value, says) in [
        ("SSL_CERT_FILE", "missing.pem", "cannot read SSL_CERT_FILE=missing.pem: "),
        ("SSL_CERT_FILE", ".", "cannot read SSL_CERT_FILE=.: "),
        ("SSL_CERT_FILE", "", "cannot read SSL_CERT_FILE=: "),
        ("SSL_CERT_FILE", "none.pem", "SSL_CERT_FILE=none.pem has no certificate; "),
        ("SSL_CERT_FILE", "broken.pem", "SSL_CERT_FILE=broken.pem has no certificate; "),
        ("SSL_CERT_FILE", "empty.pem", "SSL_CERT_FILE=empty.pem has no certificate; "),
        ("HTTPS_PROXY", "http//user:password@proxy:3128", "HTTPS_PROXY is not the URL of an HTTP proxy; "),
        ("all_proxy", "socks5://user:password@proxy", "all_proxy is not the URL of an HTTP proxy; "),
    ] {
        for arguments in [&["review", "r.sqlite"][..], &["call", "search_users"]] {
            let mut command = world.command(arguments);
            command.env(name, value);
            let ran = ended(command);
            assert!(ran.code == Some(1) && ran.err.starts_with(&format!("error: {says}")), "{ran:?}");
            assert!(!ran.err.contains("password"), "{ran:?}");
        }
    }
    assert_eq!(world.sandbox.requests().len(), 0);
    let mut command = world.command(&["call", "search_users"]);
    command.env("HTTPS_PROXY", "").env("https_proxy", "proxy.example:3128");
    assert_eq!(ended(command).code, Some(0));
}
