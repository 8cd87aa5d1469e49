use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use terminal_size::terminal_size_of;

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

/// A terminal of fewer columns shows no bar, so that the numbers have room.
const BAR_FROM: u16 = 72;

/// A line that is too long is cut at its end.
const NARROW: &str = "{prefix} {wide_msg}";
const WIDE: &str = "{prefix} {bar:30} {wide_msg}";

impl Bar {
    /// Without a title, it is not shown.
    pub fn new(title: Option<&'static str>) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let target = if title.is_some() && std::io::stderr().is_terminal() && !is_dumb {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let width = terminal_size_of(std::io::stderr()).map_or(0, |(width, _)| width.0);
        let template = if width < BAR_FROM { NARROW } else { WIDE };
        let style = ProgressStyle::with_template(template).expect("the template is valid");
        Self(
            ProgressBar::with_draw_target(Some(0), target)
                .with_prefix(title.unwrap_or_default())
                .with_style(style),
        )
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
        self.0.set_message(message(counts, self.0.per_sec(), self.0.eta()));
    }
}

/// The numbers, as far as they are known: how many there are, how fast it goes, and how long it takes.
fn message(counts: Counts, rate: f64, left: Duration) -> String {
    let Counts { done, failed, total } = counts;
    if total == 0 {
        return "…".to_owned();
    }
    let mut message = format!("{}/{}", HumanCount(done + failed), HumanCount(total));
    if failed > 0 {
        message += &format!(", {} failed", HumanCount(failed));
    }
    if rate >= 0.5 {
        message += &format!(", {rate:.0}/s");
    }
    if rate >= 0.5 && left >= Duration::from_secs(1) {
        message += &format!(", {:#} left", HumanDuration(left));
    }
    message
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_not_known_is_not_shown() {
        let counts = |done, failed, total| Counts { done, failed, total };
        for (counts, rate, expected) in [
            (counts(0, 0, 0), 0.0, "…"),
            (counts(0, 0, 1_500), 0.0, "0/1,500"),
            (counts(40, 0, 1_500), 20.0, "40/1,500, 20/s, 73s left"),
            (counts(40, 2, 1_500), 20.0, "42/1,500, 2 failed, 20/s, 73s left"),
        ] {
            assert_eq!(message(counts, rate, Duration::from_secs(73)), expected);
        }
        assert_eq!(message(counts(1_500, 0, 1_500), 20.0, Duration::ZERO), "1,500/1,500, 20/s");
        let message = message(counts(12_345, 0, 100_000), 123.0, Duration::from_secs(713));
        assert!(format!("review {message}").len() <= 40, "{message}");
    }
}
