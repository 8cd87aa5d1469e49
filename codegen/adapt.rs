//! Takes out of the document what the generator cannot digest or must not see, alike for every
//! operation. The document itself stays as its readers want it.

use std::collections::BTreeSet;

use openapiv3::{
    Components, OpenAPI, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, Response,
    Schema, SchemaKind, StatusCode, Type,
};

/// The headers that carry a member session, in lower case. They are the client's business: an
/// operation says that it takes them, the client sends them.
pub const SESSION_HEADERS: [&str; 2] = ["x-stytch-member-session", "x-stytch-member-sessionjwt"];

/// The component that stands for a string in a path. [`super::generate`] points it at the crate's
/// own type, which cannot be empty, a dot segment or more than one segment.
pub const PATH_SEGMENT: &str = "CratePathSegment";

pub fn adapt(mut api: OpenAPI) -> OpenAPI {
    let mut components = api.components.take().unwrap_or_default();
    for item in api.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        let PathItem { get, put, post, delete, options, head, patch, trace, parameters, .. } = item;
        client_parameters(parameters, &components);
        for operation in [get, put, post, delete, options, head, patch, trace].into_iter().flatten() {
            client_parameters(&mut operation.parameters, &components);
            success_only(operation, &components);
        }
    }
    path_segments(&mut api, &mut components);
    api.components = Some(components);
    prune_schemas(&mut api);
    api
}

/// Removes the session headers from a list of parameters.
fn client_parameters(parameters: &mut Vec<ReferenceOr<Parameter>>, components: &Components) {
    parameters.retain(|parameter| match item(parameter, "parameters", &components.parameters) {
        Some(Parameter::Header { parameter_data, .. }) => {
            !SESSION_HEADERS.contains(&&*parameter_data.name.to_ascii_lowercase())
        }
        _ => true,
    });
}

/// Keeps one success response: with the error responses gone, every other status reaches the
/// crate's own mapping with its headers and body.
fn success_only(operation: &mut Operation, components: &Components) {
    let responses = &mut operation.responses;
    responses.default = None;
    let success = responses.responses.iter().find_map(|(status, response)| {
        let success = matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2));
        let response = item(response, "responses", &components.responses)?;
        success.then(|| (status.clone(), response.clone()))
    });
    responses.responses.clear();
    if let Some((status, response)) = success {
        responses.responses.insert(status, ReferenceOr::Item(json_only(response)));
    }
}

fn json_only(mut response: Response) -> Response {
    response.content.retain(|name, media| name == "application/json" && media.schema.is_some());
    response
}

/// Gives every string in a path the type that keeps it in its place.
fn path_segments(api: &mut OpenAPI, components: &mut Components) {
    let schemas = components.schemas.clone();
    let segment = |parameter: &mut ReferenceOr<Parameter>| {
        let ReferenceOr::Item(Parameter::Path { parameter_data, .. }) = parameter else { return };
        let ParameterSchemaOrContent::Schema(schema) = &mut parameter_data.format else { return };
        if item(schema, "schemas", &schemas).is_some_and(is_free_text) {
            *schema = ReferenceOr::ref_(&format!("#/components/schemas/{PATH_SEGMENT}"));
        }
    };
    components.parameters.values_mut().for_each(segment);
    for path_item in api.paths.paths.values_mut() {
        let ReferenceOr::Item(path_item) = path_item else { continue };
        path_item.parameters.iter_mut().for_each(segment);
        let PathItem { get, put, post, delete, options, head, patch, trace, .. } = path_item;
        for operation in [get, put, post, delete, options, head, patch, trace].into_iter().flatten() {
            operation.parameters.iter_mut().for_each(segment);
        }
    }
    let text = Schema {
        schema_data: Default::default(),
        schema_kind: SchemaKind::Type(Type::String(Default::default())),
    };
    components.schemas.insert(PATH_SEGMENT.to_owned(), ReferenceOr::Item(text));
}

fn is_free_text(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Type(Type::String(text)) if text.enumeration.is_empty())
}

/// Drops the schemas that no operation reaches any more, such as those of the error bodies.
fn prune_schemas(api: &mut OpenAPI) {
    let Some(components) = &api.components else { return };
    let roots = serde_json::to_string(&(&api.paths, &components.parameters, &components.request_bodies));
    keep_schemas(api, &roots.expect("a loaded document serialises"));
}

/// Keeps the schemas that the serialised `roots` refer to, and those that they refer to in turn.
pub fn keep_schemas(api: &mut OpenAPI, roots: &str) {
    let Some(components) = &mut api.components else { return };
    let mut reached = BTreeSet::new();
    let mut text = roots.to_owned();
    loop {
        let new: Vec<String> = references(&text).filter(|name| !reached.contains(name)).collect();
        if new.is_empty() {
            break;
        }
        let schemas: Vec<_> = new.iter().filter_map(|name| components.schemas.get(name)).collect();
        text = serde_json::to_string(&schemas).expect("a loaded document serialises");
        reached.extend(new);
    }
    components.schemas.retain(|name, _| reached.contains(name));
}

/// The names of the schemas that a serialised part of the document refers to.
fn references(text: &str) -> impl Iterator<Item = String> {
    text.split(r##""$ref":"#/components/schemas/"##)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name.to_owned()))
}

/// The item itself, or the component that a reference leads to.
fn item<'a, T>(
    reference: &'a ReferenceOr<T>,
    section: &str,
    components: &'a indexmap::IndexMap<String, ReferenceOr<T>>,
) -> Option<&'a T> {
    match reference {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { reference } => {
            components.get(reference.strip_prefix(&format!("#/components/{section}/"))?)?.as_item()
        }
    }
}
