use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use ring::digest::{Context, SHA256};

use crate::failure::Failure;
use crate::record::decisions::DecisionFile;
use crate::record::evidence::hex;
use crate::record::time::now;

/// A private copy of a file of decisions, with the file's hash. What is read is what was hashed, whatever becomes of the
/// file meanwhile, and a pipe can be read more than once.
pub fn take(path: &Path) -> Result<(DecisionFile, File), Failure> {
    let read = |error| Failure::io(format!("read {}", path.display()), &error);
    let mut file = File::open(path).map_err(read)?;
    let mut copy = tempfile::tempfile().map_err(|error| Failure::io("create a temporary file", &error))?;
    let (mut context, mut part) = (Context::new(&SHA256), vec![0; 1 << 16]);
    loop {
        let count = match file.read(&mut part) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(read(error)),
        };
        context.update(&part[..count]);
        copy.write_all(&part[..count]).map_err(|error| Failure::io("write to a temporary file", &error))?;
    }
    let sha256 = hex(context.finish().as_ref());
    Ok((DecisionFile { name: path.display().to_string(), sha256, read_at: now() }, copy))
}
