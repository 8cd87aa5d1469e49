use std::path::Path;
use std::time::SystemTime;

use stytch_connected_apps::{Client, ClientBuilder};
use stytch_connected_apps_sandbox::{Sandbox, Seed};

use crate::clock;
use crate::environment;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::text;

/// A client of Stytch, or of a sandbox that lives as long as this.
#[derive(Debug)]
pub struct Connection {
    pub client: Client,
    /// The id of the project that the client asks.
    pub project: String,
    _sandbox: Option<Sandbox>,
}

impl Connection {
    pub async fn open(global: &GlobalOptions) -> Result<Self, Failure> {
        clock::check(SystemTime::now())?;
        let Some(seed) = &global.sandbox else {
            let certificates = environment::check()?;
            let builder = ClientBuilder::from_env()?;
            let client = match certificates {
                Some(pem) => builder.root_certificates(pem).build()?,
                None => builder.build()?,
            };
            let project = std::env::var("STYTCH_PROJECT_ID").unwrap_or_default();
            return Ok(Self { client, project, _sandbox: None });
        };
        let seed = match seed {
            Some(path) => self::seed(path)?,
            None => Seed::documented(),
        };
        let sandbox = Sandbox::builder().seed(seed).start().await;
        let sandbox = sandbox.map_err(|error| Failure::io("start the sandbox", &error))?;
        let client = sandbox.client()?;
        Ok(Self { client, project: Sandbox::PROJECT_ID.to_owned(), _sandbox: Some(sandbox) })
    }
}

/// Reads a seed from a YAML file.
pub fn seed(path: &Path) -> Result<Seed, Failure> {
    let path_name = path.display();
    let yaml = std::fs::read(path).map_err(|error| Failure::io(format!("read {path_name}"), &error))?;
    let yaml = text::decode_strictly(&yaml).map_err(|error| Failure::new(format!("{path_name}: {error}")))?;
    yaml_serde::from_str(&yaml).map_err(|error| Failure::new(format!("{path_name}: {error}")))
}
