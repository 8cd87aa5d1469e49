use std::path::Path;

use stytch_connected_apps::Client;
use stytch_connected_apps_sandbox::{Sandbox, Seed};

use crate::arguments::Everywhere;
use crate::failure::Failure;

/// Whom a command asks: Stytch, or a sandbox that lives as long as this.
#[derive(Debug)]
pub struct Connection {
    pub client: Client,
    /// Where the data comes from: the project's id.
    pub project: String,
    _sandbox: Option<Sandbox>,
}

impl Connection {
    pub async fn open(everywhere: &Everywhere) -> Result<Self, Failure> {
        let Some(seed) = &everywhere.sandbox else {
            let client = Client::from_env()?;
            let project = std::env::var("STYTCH_PROJECT_ID").unwrap_or_default();
            return Ok(Self { client, project, _sandbox: None });
        };
        let seed = match seed {
            Some(path) => self::seed(path)?,
            None => Seed::documented(),
        };
        let sandbox = Sandbox::builder().seed(seed).start().await;
        let sandbox = sandbox.map_err(|error| Failure::io("the sandbox does not start", &error))?;
        let client = sandbox.client()?;
        Ok(Self { client, project: Sandbox::PROJECT_ID.to_owned(), _sandbox: Some(sandbox) })
    }
}

/// The seed in a file of YAML.
pub fn seed(path: &Path) -> Result<Seed, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io(path.display(), &error))?;
    yaml_serde::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
