use std::env;

use crate::error::Error;

pub(super) fn required(name: &'static str) -> Result<String, Error> {
    optional(name)?
        .ok_or_else(|| Error::configuration(name, "missing or empty; set this environment variable"))
}

pub(super) fn optional(name: &'static str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Error::configuration(name, "not UTF-8; set this environment variable again"))
        }
    }
}
