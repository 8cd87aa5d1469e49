use bytes::Bytes;
use serde_json::{Map, Value};
use stytch_connected_apps::operations::{Location, Operation, ParameterType};
use stytch_connected_apps::reqwest::header::{CONTENT_TYPE, HeaderMap};

/// Returns whether a request has a form for a body. JSON that is declared as a form is none: as one, it would have its
/// values, and secrets among them, in the names of fields.
pub(super) fn is_form(headers: &HeaderMap, body: &[u8]) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter().map(|value| value.to_str().unwrap_or_default());
    let is_form = |value: &str| {
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    };
    types.any(is_form) && !matches!(body.trim_ascii_start().first(), Some(b'{' | b'[' | b'"'))
}

/// A form as JSON. Each field has the type that the operation gives it; without an operation it is a string, or with
/// several values a list.
pub(super) fn as_json(operation: Option<&Operation>, body: &[u8]) -> Bytes {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let properties = operation.iter().flat_map(|operation| operation.parameters);
        let mut properties = properties.filter(|parameter| parameter.location == Location::Body);
        let ty = properties.find(|property| property.name == name).map(|property| property.ty);
        // A value of another type stays text, so that the check of the body reports it.
        let text = || Value::from(&*value);
        let parsed = || value.parse().unwrap_or_else(|_| text());
        match ty {
            Some(ParameterType::Strings | ParameterType::Json) => {
                let list = fields.entry(name.into_owned()).or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut().into_iter().for_each(|list| list.push(text()));
            }
            Some(ParameterType::Integer | ParameterType::Number | ParameterType::Boolean) => {
                fields.insert(name.into_owned(), parsed());
            }
            _ => _ = fields.insert(name.into_owned(), text()),
        }
    }
    Value::from(fields).to_string().into()
}
