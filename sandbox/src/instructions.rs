use std::path::Path;

use crate::sandbox::Sandbox;

impl Sandbox {
    /// How to call this sandbox: its URL and credentials, and lines to paste for several languages. With HTTPS,
    /// `certificate` is the file from [`write_certificate`](Self::write_certificate).
    pub fn instructions(&self, certificate: Option<&Path>) -> String {
        let (url, project_id, secret) = (self.url(), Self::PROJECT_ID, Self::SECRET);
        let path = certificate.map(|path| path.display().to_string());
        let shown = path.as_deref().unwrap_or("none: this is plain HTTP");
        let variables = |names: &[&str]| {
            let path = path.iter();
            path.flat_map(|path| names.iter().map(move |name| format!("{name}={path} "))).collect::<String>()
        };
        let (node, python, rust) = (
            variables(&["NODE_EXTRA_CA_CERTS"]),
            variables(&["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"]),
            match &path {
                Some(path) => format!(
                    "ClientBuilder::from_env()?.root_certificates(std::fs::read(\"{path}\")?).build()?"
                ),
                None => "Client::from_env()?".to_owned(),
            },
        );
        let go = variables(&["SSL_CERT_FILE"]);
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

An API call, the log of requests, and the description of seeds and scripts:
  curl {curl}-u {project_id}:{secret} {url}/…
  curl {curl}{url}/_sandbox/requests
  curl {curl}{url}/_sandbox/openapi.yaml
"#
        )
    }
}
