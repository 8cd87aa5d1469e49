use crate::failure::Failure;

/// The most mistakes, lines and files that a message lists.
pub const SHOWN: usize = 10;

/// The mistakes of files, of which there may be a million.
#[derive(Debug, Default)]
pub struct Mistakes {
    first: Vec<String>,
    count: usize,
}

impl Mistakes {
    pub fn add(&mut self, mistake: String) {
        if self.first.len() < SHOWN {
            self.first.push(mistake);
        }
        self.count += 1;
    }

    /// `files` is the name of the only file, or none.
    pub fn check(&self, file: Option<&str>) -> Result<(), Failure> {
        if self.count == 0 {
            return Ok(());
        }
        let mut message = match file {
            Some(file) => format!("{file}: nothing was revoked, as the file has mistakes"),
            None => "nothing was revoked, as the files have mistakes".to_owned(),
        };
        for mistake in &self.first {
            message += "\n  ";
            message += mistake;
        }
        if self.count > SHOWN {
            message += &format!("\n  and {} more", self.count - SHOWN);
        }
        Err(Failure::new(message))
    }
}

/// The first of some things, and how many more there are.
pub fn listed(first: &[String], count: usize) -> String {
    let shown = first.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match count.checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{shown} and {more} more"),
        _ => shown,
    }
}
