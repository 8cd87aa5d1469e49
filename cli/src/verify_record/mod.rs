//! `stytch-apps verify-record`.

pub mod arguments;
pub mod check;

use serde_json::json;

use crate::failure::Failure;
use crate::output::{Format, Rows, note};
use crate::record::file::Record;
use crate::verify_record::arguments::VerifyRecordArguments;
use crate::verify_record::check::{Chain, check};

pub fn run(arguments: &VerifyRecordArguments, format: Format) -> Result<(), Failure> {
    let VerifyRecordArguments { file, head } = arguments;
    let head = head.as_deref().map(str::trim).map(str::to_lowercase);
    if head
        .as_ref()
        .is_some_and(|head| head.len() != 64 || !head.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err(Failure::usage("--head takes a SHA-256: 64 hexadecimal digits, as a report has them"));
    }
    let record = Record::open_to_read(file)?;
    let chain = record.read(|connection| check(connection, head.as_deref()))?;
    let Chain { rows, since, head: last, found, unfinished } = chain.map_err(|mismatch| {
        Failure::new(format!("{} is not as it was written: {mismatch}", file.display()))
    })?;
    let Some(since) = since else {
        return Err(Failure::new(format!(
            "{} has no evidence yet; a finished review is evidence, and so is each revocation",
            file.display()
        )));
    };
    if head.is_some() && found.is_none() {
        return Err(Failure::new(format!(
            "{} lacks the given head: it is of another record, or somebody has rewritten this one or taken its end away",
            file.display()
        )));
    }
    let row = vec![json!(since), json!(rows), json!(last)];
    Rows { columns: vec!["unchanged_since", "rows", "head"], rows: vec![row] }.print(format)?;
    for review in unfinished {
        note!("review {review} has not finished: what it has found so far is not covered");
    }
    if let Some((number, at)) = found {
        note!("the given head is row {number}, of {at}; {} followed", rows - number);
    }
    Ok(())
}
