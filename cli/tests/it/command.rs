//! Runs `stytch-apps`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The command with these arguments, separated by spaces, and without credentials or a terminal.
pub fn command(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stytch-apps"));
    command.args(line.split_whitespace());
    for name in ["STYTCH_PROJECT_ID", "STYTCH_SECRET", "STYTCH_BASE_URL", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// The output of a command.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let string = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: string(output.stdout), err: string(output.stderr) }
    }
}

pub fn run(line: &str) -> Run {
    command(line).output().expect("the binary runs").into()
}

/// Runs a command and expects it to succeed without a message.
pub fn printed(line: &str) -> String {
    let run = run(line);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{line}");
    run.out
}

/// Runs a command with this on its standard input.
pub fn given(mut command: Command, input: &str) -> Run {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the command reads");
    child.wait_with_output().expect("the command ends").into()
}
