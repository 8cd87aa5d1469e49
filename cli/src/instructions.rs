//! How to call a sandbox from other languages.

use std::path::Path;

use stytch_connected_apps_sandbox::Sandbox;

/// The URL and credentials of a sandbox, and lines to paste for several languages. With HTTPS, `certificate` is the file
/// with the certificate of its authority.
pub fn instructions(sandbox: &Sandbox, certificate: Option<&Path>) -> String {
    let (url, project_id, secret) = (sandbox.url(), Sandbox::PROJECT_ID, Sandbox::SECRET);
    let path = certificate.map(|path| path.display().to_string());
    let shown = path.as_deref().unwrap_or("none: this is plain HTTP");
    let variables = |names: &[&str]| {
        let path = path.iter();
        path.flat_map(|path| names.iter().map(move |name| format!("{name}={path} "))).collect::<String>()
    };
    let node = variables(&["NODE_EXTRA_CA_CERTS"]);
    let python = variables(&["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"]);
    let go = variables(&["SSL_CERT_FILE"]);
    let rust = match &path {
        Some(path) => {
            format!("ClientBuilder::from_env()?.root_certificates(std::fs::read(\"{path}\")?).build()?")
        }
        None => "Client::from_env()?".to_owned(),
    };
    let curl = path.as_ref().map_or(String::new(), |path| format!("--cacert {path} "));
    let plain = if path.is_none() { " (needs HTTPS)" } else { "" };
    format!(
        r#"base URL     {url}
project id   {project_id}
secret       {secret}
certificate  {shown}

Node{plain}:
  {node}node …
  new stytch.Client({{ project_id: "{project_id}", secret: "{secret}", custom_base_url: "{url}" }})
Python{plain}:
  {python}python …
  stytch.Client(project_id="{project_id}", secret="{secret}", custom_base_url="{url}/")
Go:
  {go}go run …
  stytchapi.NewClient("{project_id}", "{secret}", stytchapi.WithBaseURI("{url}"))
Rust:
  STYTCH_PROJECT_ID={project_id} STYTCH_SECRET={secret} STYTCH_BASE_URL={url} cargo run
  {rust}
In Node and Python, stytch.B2BClient takes the same.

The command line:
  STYTCH_PROJECT_ID={project_id} STYTCH_SECRET={secret} STYTCH_BASE_URL={url} {go}stytch-apps review try.sqlite

An API call, the log of requests, a return to the seed, and the description of seeds and scripts:
  curl {curl}-u {project_id}:{secret} {url}/…
  curl {curl}{url}/_sandbox/requests
  curl {curl}-X POST {url}/_sandbox/reset
  curl {curl}{url}/_sandbox/openapi.yaml
"#
    )
}
