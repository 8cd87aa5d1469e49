use super::*;

/// Those at which the layout of generated code changes are among them.
pub(crate) const LENGTHS: [usize; 7] = [20, 40, 43, 44, 45, 60, 90];

/// The names of an operation and of a model, and a document of them.
pub(crate) fn long(length: usize) -> (String, String, String) {
    let (operation, model) = ("o".repeat(length), format!("M{}", "m".repeat(length - 1)));
    let document = format!(
        "openapi: 3.0.3
info: {{title: Things, version: '1'}}
paths:
  /v1/things/{{thing_id}}:
    post:
      operationId: {operation}
      x-pagination: {{cursor: name, next: word, items: names}}
      parameters:
        - {{name: thing_id, in: path, required: true, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer, format: int32}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/{model}'}}}}}}
      responses:
        '200':
          description: Done
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/{model}'}}}}}}
components:
  schemas:
    {model}: {{type: object, required: [name], properties: {{name: {{type: string}}, count: {{type: integer}}, word: {{type: string, format: word}}, names: {{type: array, items: {{type: string}}}}}}}}
"
    );
    (operation, model, document)
}

/// A long name changes how the generated code is laid out, which must not matter.
#[test]
fn operations_with_long_names_keep_their_parameters() {
    for length in LENGTHS {
        let (operation, model, document) = long(length);
        let summary = Summary::of("document.yaml", &document).expect("a valid document");
        let found = &summary.operations[&operation];
        let parameters: Vec<(&str, &str, bool)> = found
            .parameters
            .iter()
            .map(|(setter, parameter)| (setter.as_str(), parameter.ty.text.as_str(), parameter.required))
            .collect();
        let expected =
            [("body", model.as_str(), true), ("limit", "i32", false), ("thing_id", "PathSegment", true)];
        assert_eq!(parameters, expected, "{length}");
        assert_eq!(
            (found.success.as_str(), &found.pages.as_ref().expect("pages").item),
            (model.as_str(), &"String".to_owned())
        );
        assert!(matches!(&summary.models[&model], Model::Struct(model) if model.fields.len() == 4));
    }
}

/// A review sees every change in the summary.
#[test]
fn the_summary_shows_every_change() {
    let base = include_str!("../../../tests/documents/compatibility.yaml");
    let text = |document: &str| Summary::of("document.yaml", document).expect("a valid document").to_string();
    for (from, to) in [
        ("- {$ref: '#/components/schemas/Circle'}", "- {$ref: '#/components/schemas/Thing'}"),
        ("x-idempotent: true", "x-idempotent: false"),
        ("cursor: after", "cursor: before"),
        ("items: things}", "items: notes}"),
        ("X-Stytch-Member-Session,", "X-Stytch-Member-SessionJWT,"),
        ("last_page:", "only_page:"),
        ("in: query, schema", "in: query, required: true, schema"),
    ] {
        assert!(base.contains(from), "{from}");
        assert_ne!(text(base), text(&base.replacen(from, to, 1)), "{from}");
    }
    assert!(text(&base.replace("thing_id", "thingId")).contains("thing_id: PathSegment (thingId)"));
}
