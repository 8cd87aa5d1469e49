use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// The progress of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub done: u64,
    pub failed: u64,
    pub total: u64,
}

/// A progress bar on standard error, if that is a terminal.
#[derive(Debug)]
pub struct Bar(ProgressBar);

const TEMPLATE: &str = "{prefix} {bar:30} {human_pos}/{human_len}, {rate}, {eta} left{msg}";

impl Bar {
    pub fn new(title: &'static str) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let target = if std::io::stderr().is_terminal() && !is_dumb {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target).with_prefix(title);
        let style = ProgressStyle::with_template(TEMPLATE).expect("the template is valid");
        let rate = |state: &ProgressState, out: &mut dyn Write| _ = write!(out, "{:.0}/s", state.per_sec());
        bar.set_style(style.with_key("rate", rate));
        Self(bar)
    }

    /// Begins at the progress of an earlier run, so that rate and time left are those of this run.
    pub fn begin(&self, counts: Counts) {
        self.show(counts);
        self.0.reset_eta();
        self.0.enable_steady_tick(Duration::from_millis(200));
    }

    pub fn show(&self, counts: Counts) {
        // A bar of length 0 would show as full.
        self.0.set_length(counts.total.max(1));
        self.0.set_position(counts.done + counts.failed);
        if counts.failed > 0 {
            self.0.set_message(format!(", {} failed", counts.failed));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
