//! A server in a process of its own, so that a bench measures it alone.

use std::process::{Child, Command, Stdio};

/// Starts this program again with `--server`, with pipes to its standard input and output.
pub fn server() -> Child {
    Command::new(std::env::current_exe().expect("this program has a path"))
        .arg("--server")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started again")
}

/// A figure that the system has of a process, such as `VmHWM:`, in KiB; 0 where it cannot be read.
pub fn status(process: u32, name: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let figure = status.lines().find_map(|line| line.strip_prefix(name));
    figure.and_then(|figure| figure.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
