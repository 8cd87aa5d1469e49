//! The request header `Prefer` (RFC 7240) with the preferences of OpenAPI mock servers.

use reqwest::header::HeaderMap;

/// The answer that a request asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prefer {
    pub(super) code: Option<u16>,
    pub(super) example: Option<String>,
}

impl Prefer {
    /// Reads the header. What it does not know it ignores, as the RFC says; a `code` that is no
    /// status is an error, since the caller surely wanted one.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, String> {
        let mut prefer = Self::default();
        for value in headers.get_all("prefer") {
            prefer.read(value.to_str().map_err(|_| "the header Prefer is not text".to_owned())?)?;
        }
        Ok(prefer)
    }

    /// Adds what one value of the header asks for.
    pub(super) fn read(&mut self, text: &str) -> Result<(), String> {
        for preference in text.split([',', ';']) {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let value = value.trim().trim_matches('"');
            match name.trim() {
                "code" => {
                    let code = value.parse().map_err(|_| format!("Prefer: code={value} is not a status"))?;
                    self.code = Some(code);
                }
                "example" => self.example = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(())
    }
}
