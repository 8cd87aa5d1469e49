use std::fs;
use std::path::{Path, PathBuf};

use crate::decision_files::{is_csv, is_hidden};
use crate::failure::Failure;
use crate::output::{note, printable};
use crate::sheet::WORKBOOK;

/// Where the decisions are.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: Vec<PathBuf>,
    pub directories: Vec<PathBuf>,
}

/// The formats that programs save instead of CSV. The decisions in it would be lost.
const WORKBOOKS: [&str; 6] = ["xlsx", "xls", "xlsm", "xlsb", "ods", "numbers"];

impl Sources {
    /// The files that are given, and each `*.csv` of the directories that are.
    pub fn find(given: &[PathBuf]) -> Result<Self, Failure> {
        let mut sources = Self::default();
        for path in given {
            match path.is_dir() {
                true => sources.add_directory(path)?,
                false => sources.files.push(path.clone()),
            }
        }
        Ok(sources)
    }

    fn add_directory(&mut self, directory: &Path) -> Result<(), Failure> {
        let failure = |error| Failure::io(format!("read {}", directory.display()), &error);
        let entries = fs::read_dir(directory).map_err(failure)?;
        let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(failure)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let (before, mut others) = (self.files.len(), Vec::new());
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if let Some(file) = name.strip_prefix(".~lock.").and_then(|name| name.strip_suffix('#')) {
                let file = printable(file);
                note!("warning: {file} is open in a program, and may have changes that are not saved");
            }
            if is_hidden(&name) {
                continue;
            }
            let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
            match extension.as_deref() {
                _ if is_csv(&path) && path.is_file() => self.files.push(path),
                Some(extension) if WORKBOOKS.contains(&extension) => {
                    return Err(Failure::new(format!(
                        "{}: {WORKBOOK}, and move the workbook elsewhere",
                        path.display()
                    )));
                }
                _ if path.is_dir() => others.push(format!("{}/", printable(&name))),
                _ => others.push(printable(&name)),
            }
        }
        if self.files.len() == before {
            return Err(Failure::new(format!(
                "{} has no *.csv; `stytch-apps report --decisions {0} --split organization` writes such files",
                directory.display()
            )));
        }
        if !others.is_empty() {
            note!("left out of {}, as only *.csv is read: {}", directory.display(), others.join(", "));
        }
        self.directories.push(directory.to_owned());
        Ok(())
    }
}
