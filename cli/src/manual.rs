use std::fs;
use std::io;
use std::path::Path;

use clap::builder::StyledStr;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::note;

/// Writes one page for each command and each operation.
pub fn run(directory: &Path) -> Result<(), Failure> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let written = fs::create_dir_all(directory).and_then(|()| write(&command, directory));
    written.map_err(|error| Failure::io(format!("write man pages to {}", directory.display()), &error))?;
    note!("wrote the man pages to {}", directory.display());
    Ok(())
}

/// Writes the page of a command, and those of its subcommands.
fn write(command: &Command, directory: &Path) -> io::Result<()> {
    command.get_subcommands().try_for_each(|command| write(command, directory))?;
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    for help in [command.get_before_help(), command.get_after_help()].into_iter().flatten() {
        sections(help).to_writer(&mut page)?;
    }
    fs::write(directory.join(man.get_filename()), page)
}

/// Sets the parts of a help with the line breaks that they have in a terminal. The first line is a part's heading if it
/// ends with a colon.
fn sections(help: &StyledStr) -> Roff {
    let mut roff = Roff::new();
    for part in help.to_string().split("\n\n") {
        let lines = match part.split_once(":\n") {
            Some((heading, lines)) => {
                roff.control("SH", [heading.to_uppercase().as_str()]);
                lines
            }
            None => {
                roff.control("PP", []);
                part
            }
        };
        roff.control("nf", []);
        roff.text(lines.lines().map(|line| roman(format!("{line}\n"))).collect::<Vec<_>>());
        roff.control("fi", []);
    }
    roff
}
