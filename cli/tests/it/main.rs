//! The command line as its users run it: a process of its own, against a sandbox.

mod apps_delete;
mod apps_delete_kept;
mod block;
mod block_interrupted;
mod block_undone;
mod call;
mod call_raw;
mod command;
mod cutoffs;
mod dead_by;
mod decisions;
mod decisions_changed;
mod decisions_due;
mod decisions_kept;
mod decisions_merged;
mod decisions_saved;
mod decisions_split;
mod end_to_end;
mod evidence;
mod hidden;
mod incident;
mod interrupted;
mod inventory;
mod manual;
mod measured;
mod nightly;
#[cfg(unix)]
mod private;
mod queries;
mod record;
mod records;
mod report;
mod report_large;
mod report_since;
mod review;
mod revoke;
mod revoke_live;
mod sandbox;
mod searches;
mod selections;
mod sessions;
mod sessions_again;
mod sessions_interrupted;
#[cfg(unix)]
mod signals;
mod story;
mod support;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod terminal_widths;
mod text_files;
mod verify_record;
