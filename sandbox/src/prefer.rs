use stytch_connected_apps::reqwest::header::HeaderMap;

/// The response that a request asks for by the header `Prefer` (RFC 7240), in the form of OpenAPI mock
/// servers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prefer {
    pub(super) code: Option<u16>,
    pub(super) example: Option<String>,
}

impl Prefer {
    /// Reads the header. Unknown preferences are ignored, as the RFC says. A `code` that is not a number is
    /// an error: the caller wanted something.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, String> {
        let mut prefer = Self::default();
        for value in headers.get_all("prefer") {
            prefer.read(value.to_str().map_err(|_| "the header Prefer is not ASCII".to_owned())?)?;
        }
        Ok(prefer)
    }

    /// Adds the preferences of one value of the header.
    pub(super) fn read(&mut self, value: &str) -> Result<(), String> {
        for preference in value.split([',', ';']) {
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
