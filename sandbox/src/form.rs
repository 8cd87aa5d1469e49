use bytes::Bytes;
use serde_json::{Map, Value};
use stytch_connected_apps::operations::{Location, Operation, ParameterType};

/// The body of a request as JSON. Of a form, each field has the type that the document gives it.
pub(crate) fn as_json(operation: &Operation, body: Bytes) -> Bytes {
    if !operation.sends_form {
        return body;
    }
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(&body) {
        let mut properties =
            operation.parameters.iter().filter(|parameter| parameter.location == Location::Body);
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
