use std::path::PathBuf;

use clap::Args;

use crate::output::Format;

/// The options of every command.
#[derive(Debug, Args)]
pub struct GlobalOptions {
    /// Asks a sandbox instead of Stytch; the sandbox starts with the document's examples, or with a seed in YAML
    #[arg(long, global = true, help_heading = HEADING, value_name = "SEED.yaml", num_args = 0..=1, require_equals = true)]
    pub sandbox: Option<Option<PathBuf>>,
    /// The form of the data on standard output
    #[arg(long, global = true, help_heading = HEADING, value_enum, default_value_t = Format::Table)]
    pub output: Format,
}

/// The heading of these options in the help of a command, apart from its own.
const HEADING: &str = "Global options";
