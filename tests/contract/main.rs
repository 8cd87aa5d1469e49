//! The generated client does what the document says. The tests walk over all operations and name none, so
//! they hold for every document that the crate is built from.

mod arguments;
mod timing;
mod unknown;

use codegen::headers;
use codegen::tree::{self, OperationNode};
use reqwest::header::{HeaderMap, HeaderName};
use scripted_server::{Server, http};
use serde_json::{Map, Value};
use stytch_connected_apps::operations::{self, Example, Operation};
use stytch_connected_apps::{Client, Error, MemberSession, RetryPolicy};
use stytch_connected_apps_sandbox::Sandbox;

const DOCUMENT: &str = include_str!("../../openapi/connected-apps.yaml");

fn document() -> Value {
    codegen::load::tree("openapi/connected-apps.yaml", DOCUMENT).expect("the document loads")
}

/// A client of the sandbox that requests one example and does not retry.
fn preferring(sandbox: &Sandbox, status: u16, name: &str) -> Client {
    let preference = match name {
        "" => format!("code={status}"),
        _ => format!("code={status}, example={name}"),
    };
    let prefer =
        HeaderMap::from_iter([(HeaderName::from_static("prefer"), preference.parse().expect("a header"))]);
    let transport = reqwest::Client::builder().default_headers(prefer);
    let builder = sandbox.client_builder().reqwest_builder(transport).retry(RetryPolicy::none());
    builder.build().expect("the settings are valid")
}

const TOKEN: &str = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";

/// The value without nulls, empty lists and empty maps, which the models leave out where they are
/// optional.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_empty(value)));
            fields.filter(|(_, value)| !is_empty(value)).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(without_empty).collect(),
        // The models may turn 1 into 1.0.
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), Value::from),
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[test]
fn generating_twice_gives_the_same_code() {
    let generate = || codegen::run("document", DOCUMENT, &[]).unwrap_or_else(|problem| panic!("{problem}"));
    let (once, again) = (generate(), generate());
    assert_eq!((once.client, once.operations), (again.client, again.operations));
}

#[test]
fn operations_lists_every_operation_of_the_document() {
    let tree = document();
    let documented: Vec<(&str, String, &str)> = tree::operations(&tree)
        .iter()
        .map(|operation| (operation.id().expect("an id"), operation.method.to_uppercase(), operation.path))
        .collect();
    let listed: Vec<(&str, String, &str)> =
        operations::all().iter().map(|row| (row.id, row.method.to_owned(), row.path)).collect();
    assert_eq!(listed, documented);
    assert!(!listed.is_empty());
}

#[tokio::test]
async fn every_documented_success_decodes_without_loss() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    for operation in operations::all() {
        let mut successes = 0;
        for &Example { status, name, body, .. } in
            operation.example_responses().iter().filter(|example| example.status < 300)
        {
            let client = preferring(&sandbox, status, name);
            let result = operation.invoke(&client, operation.example_arguments()).await;
            let value = result.unwrap_or_else(|error| panic!("{} {status} {name}: {error}", operation.id));
            let documented =
                if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("JSON") };
            assert_eq!(without_empty(&value), without_empty(&documented), "{} {status} {name}", operation.id);
            successes += 1;
        }
        assert!(successes > 0, "{} has no documented success", operation.id);
    }
}

/// In any order of the document's examples.
#[tokio::test]
async fn the_pages_of_the_sandbox_come_to_an_end() {
    let (sandbox, tree) = (Sandbox::start().await.expect("a free port on loopback"), document());
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let Some(pagination) = node.value.get("x-pagination") else { continue };
        let text = |key: &str| pagination[key].as_str().expect("a string");
        let next = |page: &Value| {
            let cursor = text("next").split('.').fold(page, |value, name| &value[name]);
            cursor.as_str().is_some_and(|cursor| !cursor.is_empty())
        };
        let successes =
            || row.example_responses().iter().filter(|example| (200..300).contains(&example.status));
        let documented: Vec<bool> =
            successes().map(|example| next(&serde_json::from_str(example.body).expect("JSON"))).collect();
        let client = preferring(&sandbox, successes().next().expect("a success").status, "");
        let in_query = node.parameters.iter().any(|parameter| parameter.text("name") == Some(text("cursor")));
        for (cursor, has_next) in
            [(Value::Null, documented.contains(&true)), ("next".into(), !documented.contains(&false))]
        {
            let mut arguments = row.example_arguments();
            let place = if in_query { &mut arguments } else { &mut arguments["body"] };
            place[text("cursor")] = cursor.clone();
            let page = row.invoke(&client, arguments).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(next(&page), has_next, "{} {cursor}", row.id);
        }
    }
}

#[tokio::test]
async fn every_documented_error_keeps_its_status_type_and_request_id() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    for operation in operations::all() {
        for &Example { status, name, body, .. } in
            operation.example_responses().iter().filter(|example| example.status >= 300)
        {
            let client = preferring(&sandbox, status, name);
            let error = operation.invoke(&client, operation.example_arguments()).await;
            let error = error.expect_err("a documented error");
            assert!(matches!(error, Error::Api(_)), "{} {status}: {error:?}", operation.id);
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{}", operation.id);
            let documented: Value = serde_json::from_str(body).unwrap_or_default();
            // Some APIs report errors in OAuth's form.
            let kind = documented["error_type"].as_str().or(documented["error"].as_str());
            assert_eq!(error.error_type(), kind, "{} {status}", operation.id);
            assert_eq!(error.request_id(), documented["request_id"].as_str(), "{} {status}", operation.id);
        }
    }
}

#[tokio::test]
async fn every_request_is_exactly_what_the_document_describes() {
    let tree = document();
    for (row, node) in operations::all().iter().zip(tree::operations(&tree)) {
        let arguments = row.example_arguments();
        let request = sent(row, &arguments, None).await;
        let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = head.lines();
        let line: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let [method, target, "HTTP/1.1"] = line.as_slice() else { panic!("not a request line: {line:?}") };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        // The order of query parameters does not matter.
        let mut query: Vec<String> =
            query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        query.sort();
        assert_eq!(
            (*method, (path.to_owned(), query)),
            (row.method, self::target(&node, &arguments)),
            "{}",
            row.id
        );

        let mut names: Vec<String> =
            lines.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
        names.sort();
        let mut expected = vec!["host".to_owned(), "user-agent".to_owned()];
        expected.extend(row.sends_credentials.then(|| "authorization".to_owned()));
        expected.extend(node.parameters.iter().filter_map(|parameter| {
            let name = parameter.text("name").filter(|_| parameter.text("in") == Some("header"))?;
            let constant = headers::constant(&tree, parameter);
            if let Some(value) = constant {
                let line = format!("\r\n{}: {value}\r\n", name.to_ascii_lowercase());
                assert!(request.contains(&line), "{} {line}", row.id);
            }
            arguments.get(name).map(|_| ()).or(constant.map(|_| ())).map(|()| name.to_ascii_lowercase())
        }));
        expected.push("accept".to_owned());
        expected.extend(cfg!(feature = "gzip").then(|| "accept-encoding".to_owned()));
        assert_eq!(head.contains("\r\naccept: application/json"), row.returns_json, "{head}");
        let documented =
            node.body(&tree).map(|_| arguments.get("body").cloned().unwrap_or_else(|| Map::new().into()));
        if documented.is_some() {
            expected.extend(["content-length".to_owned(), "content-type".to_owned()]);
            let line = format!("\r\ncontent-type: {}", node.media_type(&tree).expect("a media type"));
            assert!(head.to_ascii_lowercase().contains(&line), "{head}");
        } else if row.method == "POST" || row.method == "PUT" || row.method == "PATCH" {
            names.retain(|name| name != "content-length");
        }
        expected.sort();
        assert_eq!(names, expected, "{}", row.id);
        match documented {
            Some(documented) => assert_sent(row, body, &documented),
            None => assert_eq!(body, "", "{}", row.id),
        }
    }
}

#[tokio::test]
async fn sessions_are_sent_only_where_the_document_has_their_header() {
    for row in operations::all() {
        let arguments = row.example_arguments();
        for (header, session) in [
            ("x-stytch-member-session", MemberSession::token(TOKEN)),
            ("x-stytch-member-sessionjwt", MemberSession::jwt(TOKEN)),
        ] {
            if row.session_headers.contains(&header) {
                let request = sent(row, &arguments, Some(session)).await;
                assert_eq!(request.matches(&format!("\r\n{header}: ")).count(), 1, "{request}");
            } else {
                let server = Server::responding([]).await;
                let client = client(&server).with_member_session(session);
                let error = row
                    .invoke(&client, arguments.clone())
                    .await
                    .expect_err("the operation takes no such session");
                assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
                assert_eq!(server.requests().len(), 0);
            }
        }
    }
}

/// A proxy sees the host of a request over HTTPS in its `CONNECT`.
#[tokio::test]
async fn requests_go_to_the_documents_server_unless_the_caller_sets_another() {
    for row in operations::all() {
        for chosen in [None, Some("https://chosen.example.com")] {
            let proxy = Server::responding([]).await;
            let through = reqwest::Proxy::https(&proxy.url).expect("a proxy");
            let mut builder = Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET)
                .reqwest_builder(reqwest::Client::builder().proxy(through))
                .retry(RetryPolicy::none());
            if let Some(url) = chosen {
                builder = builder.base_url(url);
            }
            let client = builder.build().expect("the settings are valid");
            row.invoke(&client, row.example_arguments()).await.expect_err("the proxy closes the connection");
            let server = chosen.or(row.server).unwrap_or("https://test.stytch.com");
            let host = server.trim_start_matches("https://").split('/').next().expect("a host");
            let line = format!("CONNECT {host}:443 HTTP/1.1\r\n");
            assert!(proxy.request().starts_with(&line), "{}: {}", row.id, proxy.request());
        }
    }
}

fn client(server: &Server) -> Client {
    Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET)
        .base_url(&server.url)
        .retry(RetryPolicy::none())
        .build()
        .expect("the settings are valid")
}

/// The request that a call sends.
async fn sent(row: &'static Operation, arguments: &Value, session: Option<MemberSession>) -> String {
    let server = Server::responding([http(500, &[], "")]).await;
    let client = client(&server);
    let client = session.map_or_else(|| client.clone(), |session| client.with_member_session(session));
    let error = row.invoke(&client, arguments.clone()).await.expect_err("500");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500), "{}: {error}", row.id);
    server.request()
}

/// The path and the sorted query that the document describes, with the arguments filled in.
fn target(node: &OperationNode, arguments: &Value) -> (String, Vec<String>) {
    let mut path = node.path.to_owned();
    let mut query = Vec::new();
    for parameter in &node.parameters {
        let name = parameter.text("name").expect("a name");
        let Some(value) = arguments.get(name) else { continue };
        match parameter.text("in") {
            Some("path") => path = path.replace(&format!("{{{name}}}"), &encoded(&text(value), "%20")),
            Some("query") => {
                let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                let name = encoded(name, "+");
                query.extend(values.iter().map(|value| format!("{name}={}", encoded(&text(value), "+"))));
            }
            _ => {}
        }
    }
    query.sort();
    (path, query)
}

/// The request body is the documented one, in JSON or as a form. Optional fields that are empty may be left out.
fn assert_sent(row: &Operation, body: &str, documented: &Value) {
    if row.sends_form {
        assert_eq!(fields(body), fields_of(documented), "{}", row.id);
    } else {
        let body: Value = serde_json::from_str(body).expect("a JSON body");
        assert_eq!(without_empty(&body), without_empty(documented), "{}", row.id);
    }
}

/// The sorted fields of a form as it is sent.
fn fields(form: &str) -> Vec<(String, String)> {
    let url = reqwest::Url::parse(&format!("https://example.com?{form}")).expect("a form is a query");
    let mut fields: Vec<_> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), numeric(value.into_owned()))).collect();
    fields.sort();
    fields
}

/// The sorted fields of a form with these values: a list has a field for each item.
fn fields_of(body: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        fields.extend(values.iter().map(|value| (name.clone(), numeric(text(value)))));
    }
    fields.sort();
    fields
}

/// A field's value. The models may turn 1 into 1.0.
fn numeric(value: String) -> String {
    value.parse::<f64>().map_or(value, |number| number.to_string())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str, space: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte {
        b' ' => encoded + space,
        byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
            encoded + &char::from(byte).to_string()
        }
        byte => encoded + &format!("%{byte:02X}"),
    })
}
