//! A question to whoever sits at the terminal.

use std::io::{IsTerminal, stderr, stdin};

use crate::failure::Failure;
use crate::output::complain;

/// Returns whether there is somebody to ask.
pub fn is_possible() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Asks. Returns whether the user agreed; only a yes does.
pub fn agrees(question: &str) -> Result<bool, Failure> {
    complain(&format!("{question} [y/N] "));
    let mut reply = String::new();
    stdin().read_line(&mut reply).map_err(|error| Failure::io("read from the terminal", &error))?;
    Ok(matches!(reply.trim(), "y" | "Y" | "yes"))
}
