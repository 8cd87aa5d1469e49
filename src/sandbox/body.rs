use serde::de::DeserializeOwned;

/// Whether a request body is one of this type. Otherwise what is wrong with it, and with which field.
pub(crate) fn check<T: DeserializeOwned>(body: &[u8]) -> Result<(), String> {
    decode::<T>(if body.is_empty() { b"{}" } else { body }).map(drop)
}

/// A JSON body as a value of this type. Otherwise what is wrong with it, and with which field.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| match error.path().to_string() {
        whole if whole == "." => error.inner().to_string(),
        path => format!("{path}: {}", error.inner()),
    })
}
