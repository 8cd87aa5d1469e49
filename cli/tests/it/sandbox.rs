//! `stytch-apps sandbox`, as another program uses it.

use std::io::{BufRead, BufReader, Read};
#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Stdio};

use stytch_connected_apps::{Client, RetryPolicy};
use stytch_connected_apps_sandbox::Sandbox;

use crate::command::{command, run};
use crate::support::{World, ended, few, signal};

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

impl Server {
    /// Starts the command with this line, and reads what it prints up to its last line.
    fn start(line: &str) -> (Self, String) {
        let mut command = command(line);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut printed = String::new();
        while !printed.ends_with("/_sandbox/openapi.yaml\n") {
            let length = output.read_line(&mut printed).expect("text");
            assert!(length > 0, "it ended after {printed:?}");
        }
        (Self(child), printed)
    }

    /// Ends it with a signal, and returns what it printed to standard error.
    fn end(mut self, name: &str) -> String {
        signal(&self.0, name);
        assert_eq!(self.0.wait().expect("it ends").code(), Some(0));
        let mut err = String::new();
        self.0.stderr.take().expect("it is piped").read_to_string(&mut err).expect("text");
        err
    }
}

/// A line of what the sandbox prints at its start.
fn line<'a>(printed: &'a str, name: &str) -> &'a str {
    let mut lines = printed.lines().filter_map(|line| line.strip_prefix(name));
    lines.next().expect(name).trim()
}

#[test]
fn its_instructions_name_what_a_program_needs() {
    let (server, printed) = Server::start("sandbox --https");
    let certificate = line(&printed, "certificate");
    for part in [
        Sandbox::PROJECT_ID,
        Sandbox::SECRET,
        &format!("NODE_EXTRA_CA_CERTS={certificate}"),
        &format!("SSL_CERT_FILE={certificate}"),
        &format!("REQUESTS_CA_BUNDLE={certificate}"),
        &format!("--cacert {certificate}"),
    ] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    assert!(line(&printed, "base URL").starts_with("https://127.0.0.1:"));
    assert_eq!(server.end("INT"), "");
    let (_server, printed) = Server::start("sandbox");
    assert!(line(&printed, "base URL").starts_with("http://") && !printed.contains("SSL_CERT_FILE"));
}

#[cfg(unix)]
#[test]
fn the_certificates_file_is_private_and_goes_with_the_sandbox() {
    let folder = tempfile::tempdir().expect("a directory");
    let chosen = folder.path().join("authority.pem");
    for (name, path) in [("INT", None), ("TERM", None), ("INT", Some(&chosen)), ("TERM", Some(&chosen))] {
        let option = path.map_or_else(String::new, |path| format!("--certificate {}", path.display()));
        let (server, printed) = Server::start(&format!("sandbox --https {option}"));
        let written = Path::new(line(&printed, "certificate"));
        let mode = |path: &Path| path.symlink_metadata().expect("it is there").permissions().mode() & 0o7777;
        assert_eq!(mode(written), 0o600, "{option}");
        assert!(std::fs::read_to_string(written).expect("text").starts_with("-----BEGIN CERTIFICATE-----"));
        let directory = written.parent().expect("a directory");
        assert!(path.is_some() || mode(directory) == 0o700, "{option}");
        server.end(name);
        assert!(!written.exists(), "{name} {option}");
        assert_eq!(directory.exists(), path.is_some(), "{name} {option}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a directory").count(), 0, "nothing is left");
}

#[cfg(unix)]
#[test]
fn only_a_certificate_is_replaced_by_a_certificate() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("notes"), "mine").expect("a file");
    std::fs::write(path("old.pem"), "-----BEGIN CERTIFICATE-----\n").expect("a file");
    std::fs::create_dir(path("folder")).expect("a directory");
    symlink(path("notes"), path("link")).expect("a link");
    symlink(path("old.pem"), path("link.pem")).expect("a link");
    symlink(path("nothing"), path("dangling")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(path("fifo")).status().expect("mkfifo runs");
    assert!(made.success());
    for (name, objection) in [
        ("link", "is a symbolic link"),
        ("link.pem", "is a symbolic link"),
        ("dangling", "is a symbolic link"),
        ("folder", "is a directory"),
        ("fifo", "is not a regular file"),
        ("notes", "is not a certificate"),
    ] {
        let ran = run(&format!("sandbox --https --certificate {}", path(name).display()));
        assert_eq!((ran.code, &*ran.out), (Some(1), ""), "{name}");
        let expected = format!("{name} exists and {objection}. It was left alone; choose another name\n");
        assert!(ran.err.ends_with(&expected), "{}", ran.err);
    }
    let ran = run(&format!("sandbox --https --certificate {}", path("no/such.pem").display()));
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no/such.pem: "), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(path("notes")).expect("text"), "mine");
    assert!(!path("nothing").exists());
    let (server, _) = Server::start(&format!("sandbox --https --certificate {}", path("old.pem").display()));
    // Another sandbox's certificate is not removed.
    std::fs::write(path("old.pem"), "-----BEGIN CERTIFICATE-----\n").expect("a file");
    server.end("TERM");
    assert!(path("old.pem").exists());
}

#[test]
fn a_port_in_use_is_one_message_that_names_it() {
    let (_server, printed) = Server::start("sandbox");
    let port = line(&printed, "base URL").rsplit_once(':').expect("a port").1;
    let ran = run(&format!("sandbox --port {port}"));
    let expected = format!("error: cannot start the sandbox: cannot listen on port {port} of 127.0.0.1: ");
    assert!(ran.code == Some(1) && ran.err.starts_with(&expected), "{ran:?}");
}

#[test]
fn whoever_makes_it_listen_beyond_loopback_is_told_what_that_means() {
    let (server, printed) = Server::start("sandbox --host 0.0.0.0 --host-name sandbox");
    assert!(line(&printed, "base URL").starts_with("http://127.0.0.1:"));
    let err = server.end("TERM");
    assert_eq!(err, "listening on 0.0.0.0: everybody who reaches it can use and control this sandbox\n");
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
    std::fs::write(&path, world.sandbox.certificate().expect("HTTPS")).expect("written");
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
