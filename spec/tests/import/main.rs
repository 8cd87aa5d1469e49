//! Importing operations from documents in a vendor's manner.

mod existing;
mod placing;
mod refusing;

use codegen::tree::operations;
use serde_json::Value;
use spec::document::Document;
use spec::import::insert::insert;
use spec::import::trial::{self, Trial};
use spec::import::{Fragment, Options, Wanted, import};

const OURS: &str = include_str!("../../../tests/documents/importing.yaml");
const THEIRS: &str = include_str!("../../../tests/documents/importable.yaml");
const VENDORS: [(&str, &str); 3] = [
    ("importable.yaml", THEIRS),
    ("vendor_consumer.yaml", include_str!("../../../tests/documents/vendor_consumer.yaml")),
    ("vendor_b2b.yaml", include_str!("../../../tests/documents/vendor_b2b.yaml")),
];

const SEARCH: &str = "POST /v1/users/search";
const ROTATE: &str = "POST /v1/devices/{device_id}/keys/rotate/start";
const DELETE: &str = "DELETE /v1/devices/{device_id}";

fn document(name: &str, text: &str) -> Document {
    Document::parse(name, text.to_owned()).expect("a document")
}

fn try_import(wanted: &[&str], options: &Options) -> Result<Fragment, String> {
    let wanted: Vec<Wanted> = wanted.iter().map(|text| text.parse().expect("an operation")).collect();
    import(&document("ours.yaml", OURS), &document("theirs.yaml", THEIRS), &wanted, options)
}

fn imported(wanted: &[&str], options: &Options) -> Fragment {
    try_import(wanted, options).expect("an import")
}

/// Our document with the operations in it.
fn merged(wanted: &[&str], options: &Options) -> (String, Value) {
    let text = insert("ours.yaml", OURS, &imported(wanted, options)).expect("a place");
    let tree = document("ours.yaml", &text).tree;
    (text, tree)
}

fn with_prose() -> Options {
    Options { with_prose: true, ..Options::default() }
}

fn names<'a>(tree: &'a Value, pointer: &str) -> Vec<&'a str> {
    tree.pointer(pointer)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect()
}

#[test]
fn every_operation_of_the_vendors_documents_builds_and_follows_the_rules() {
    let ours = document("ours.yaml", OURS);
    let (mut count, mut failed) = (0, Vec::new());
    for (name, text) in VENDORS {
        for Trial { operation, result } in trial::every(&ours, &document(name, text), &Options::default()) {
            count += 1;
            assert!(result.is_ok() || result.as_ref().is_err_and(|reason| reason.contains(&operation)));
            failed.extend(result.err());
        }
    }
    // These have no body. What proves their origin is for a person to say.
    let bodiless = [
        "vendor_consumer.yaml:457:5: DELETE /v1/users/{user_id}/passkeys/{passkey_id}: its response requires only []",
        "vendor_b2b.yaml:606:5: DELETE /v1/b2b/organizations/{organization_id}/members/{member_id}: its response requires only []",
    ];
    assert_eq!((count, failed), (31, bodiless.map(str::to_owned).to_vec()));
}

#[test]
fn all_operations_of_a_document_build_together() {
    for (name, text) in VENDORS {
        let (ours, vendor) = (document("ours.yaml", OURS), document(name, text));
        let all = operations(&vendor.tree);
        let routes = all.iter().map(|node| format!("{} {}", node.method, node.path));
        let wanted: Vec<Wanted> = routes
            .filter(|route| !route.starts_with("get /v1/users/{id}/name"))
            .map(|route| route.parse().expect("an operation"))
            .collect();
        let fragment = import(&ours, &vendor, &wanted, &with_prose()).expect("an import");
        let text = insert("ours.yaml", OURS, &fragment).expect("a place");
        assert!(
            codegen::run("ours.yaml", &text, &[]).is_ok(),
            "{:?}",
            codegen::run("ours.yaml", &text, &[]).err()
        );
    }
}

#[test]
fn the_vendors_prose_and_code_stay_behind() {
    let text = imported(&[SEARCH, ROTATE, DELETE], &Options::default()).text();
    assert!(!text.to_lowercase().contains("vendor"), "{text}");
    assert!(
        merged(&[SEARCH], &with_prose())
            .0
            .contains("description: Vendor prose about the search, and more of it.")
    );
}

#[test]
fn the_build_refuses_what_is_left_to_write() {
    let (text, _) = merged(&[SEARCH], &Options::default());
    let problems = codegen::run("ours.yaml", &text, &[]).expect_err("placeholders").to_string();
    let line = 1 + text.lines().position(|line| line.contains("summary: 'TODO:")).expect("a placeholder");
    let expected = format!(
        "ours.yaml:{line}:7: post /v1/users/search: `TODO: summarize search_users` is a placeholder: write the summary"
    );
    assert!(problems.starts_with(&expected), "{problems}");
    let written = text.replace("TODO:", "Then,");
    assert!(codegen::run("ours.yaml", &written, &[]).is_ok());
}

#[test]
fn names_follow_our_pattern() {
    let (_, tree) =
        merged(&[SEARCH, ROTATE, "DELETE /v1/devices/{device_id}=forget_device"], &Options::default());
    let ids: Vec<String> = operations(&tree).iter().map(|node| node.name()).collect();
    assert_eq!(
        ids,
        ["get_user_name", "search_users", "list_things", "start_device_key_rotation", "forget_device"]
    );
    let models = names(&tree, "/components/schemas");
    assert_eq!(
        models[4..],
        [
            "SearchUsersRequest",
            "Query",
            "Operator",
            "SearchUsersResponse",
            "User",
            "Email",
            "Password",
            "ResultsMetadata",
            "StartDeviceKeyRotationResponse",
            "Device",
            "DeviceEmail",
            "ForgetDeviceResponse"
        ]
    );
}

#[test]
fn what_our_document_has_is_referred_to() {
    let (_, tree) = merged(&[ROTATE], &Options::default());
    let operation = &tree["paths"]["/v1/devices/{device_id}/keys/rotate/start"]["post"];
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(body, "#/components/schemas/EmptyRequest");
    assert_eq!(operation["parameters"][0]["$ref"], "#/components/parameters/DeviceId");
    assert_eq!(operation["parameters"][1]["$ref"], "#/components/parameters/MemberSession");
    assert_eq!(operation["parameters"][2]["name"], "dry_run");
    let response = &tree["components"]["schemas"]["StartDeviceKeyRotationResponse"];
    assert_eq!(response["allOf"][0]["$ref"], "#/components/schemas/Envelope");
    assert_eq!((&response["required"][0], &response["required"][1]), (&"device".into(), &Value::Null));
    assert_eq!(names(response, "/properties"), ["device"]);
}

#[test]
fn a_component_of_ours_with_other_fields_is_not_taken_for_the_vendors() {
    let wanted: Wanted = ROTATE.parse().expect("an operation");
    let schema = |text: &str| {
        let ours = format!("{}\n    Device:\n      type: object\n{text}", OURS.replace("\n# The end.\n", ""));
        let fragment = import(
            &document("ours", &ours),
            &document("theirs", THEIRS),
            std::slice::from_ref(&wanted),
            &with_prose(),
        );
        let components = Value::from(fragment.expect("an import").components);
        components["schemas"]["StartDeviceKeyRotationResponse"]["properties"]["device"]["$ref"].clone()
    };
    let same = "      properties: {device_id: {type: string}, email: {type: string},
        next_key_secret: {type: string, format: password}}\n";
    assert_eq!(schema(same), "#/components/schemas/Device");
    assert_eq!(schema(&same.replace("email:", "mail:")), "#/components/schemas/DeviceDevice");
    assert_eq!(
        schema(&same.replace("{type: string},\n", "{type: boolean},\n")),
        "#/components/schemas/DeviceDevice"
    );
}

#[test]
fn secrets_are_marked() {
    let (_, tree) = merged(&[SEARCH, ROTATE], &Options::default());
    let schemas = &tree["components"]["schemas"];
    assert_eq!(schemas["Device"]["properties"]["next_key_secret"]["format"], "password");
    assert_eq!(schemas["User"]["properties"]["last_token"]["format"], "password");
    assert_eq!(schemas["User"]["properties"]["recovery_codes"]["items"]["format"], "password");
    assert_eq!(schemas["User"]["properties"]["user_id"].get("format"), None);
    // An object has to say why it is none.
    let password = &schemas["User"]["properties"]["password"];
    assert_eq!(password["allOf"][0]["$ref"], "#/components/schemas/Password");
    assert_eq!(password["x-not-secret"], "TODO: say why it is no secret");
    assert_eq!(schemas["User"]["properties"]["has_password"].get("x-not-secret"), None);
}

#[test]
fn pages_are_recognised() {
    let (_, tree) = merged(&[SEARCH], &Options::default());
    let operation = &tree["paths"]["/v1/users/search"]["post"];
    let expected =
        serde_json::json!({"cursor": "cursor", "next": "results_metadata.next_cursor", "items": "results"});
    assert_eq!(operation["x-pagination"], expected);
    assert_eq!(operation["x-idempotent"], true);
    // The example is the last page, after which a stream ends.
    let example = &operation["responses"]["200"]["content"]["application/json"]["example"];
    assert_eq!(names(example, "/results_metadata"), ["total"]);
    // Of two lists, either may be what the pages are of.
    let two = THEIRS.replace(
        "        results_metadata: {",
        "        others: {type: array, items: {type: string}}\n        results_metadata: {",
    );
    let wanted = [SEARCH.parse().expect("an operation")];
    let fragment = import(&document("ours", OURS), &document("theirs", &two), &wanted, &Options::default());
    assert_eq!(fragment.expect("an import").paths["/v1/users/search"]["post"].get("x-pagination"), None);
    let (_, tree) = merged(&[ROTATE], &Options::default());
    let rotate = &tree["paths"]["/v1/devices/{device_id}/keys/rotate/start"]["post"];
    assert_eq!((rotate.get("x-pagination"), rotate.get("x-idempotent")), (None, None));
}

#[test]
fn errors_are_the_usual_ones_and_a_404() {
    let (_, tree) = merged(&[SEARCH, DELETE], &Options::default());
    let fragment = imported(&[SEARCH, DELETE], &Options::default());
    assert_eq!(names(&fragment.paths["/v1/users/search"]["post"], "/responses"), ["200", "409", "404"]);
    let delete = &tree["paths"]["/v1/devices/{device_id}"]["delete"];
    let example = &delete["responses"]["404"]["content"]["application/json"]["examples"]["device_not_found"];
    assert_eq!(example["value"]["error_type"], "device_not_found");
    // A call that takes something away has to prove that the API did it.
    let required = &tree["components"]["schemas"]["DeleteDeviceResponse"]["required"];
    assert_eq!(*required, serde_json::json!(["request_id", "device_id"]));
    assert_eq!(delete["servers"][0]["url"], "https://telemetry.example.com");
}

#[test]
fn only_the_fields_that_are_asked_for_come_along() {
    let options = Options {
        fields: vec!["results.user_id".to_owned(), "results.manager.emails".to_owned()],
        request_fields: vec!["limit".to_owned()],
        with_prose: true,
    };
    let (text, tree) = merged(&[SEARCH], &options);
    let schemas = &tree["components"]["schemas"];
    assert_eq!(names(&schemas["User"], "/properties"), ["user_id", "emails", "manager"]);
    assert_eq!(names(&schemas["Email"], "/properties"), ["email_id", "email"]);
    assert_eq!(names(&schemas["ResultsMetadata"], "/properties"), ["next_cursor"]);
    assert_eq!(names(&schemas["SearchUsersRequest"], "/properties"), ["cursor", "limit"]);
    assert!(codegen::run("ours.yaml", &text, &[]).is_ok(), "{text}");
    // Without the items there are no pages.
    let options = Options { fields: vec!["results_metadata.total".to_owned()], ..with_prose() };
    let (_, tree) = merged(&[SEARCH], &options);
    assert_eq!(tree["paths"]["/v1/users/search"]["post"].get("x-pagination"), None);
}

#[test]
fn what_cannot_be_imported_is_an_error_that_says_why() {
    let error = |wanted: &[&str], options: &Options| try_import(wanted, options).expect_err("an error");
    let none = Options::default();
    assert_eq!(
        error(&["GET /v1/users/{id}/name"], &none),
        "ours.yaml:24:5: GET /v1/users/{user_id}/name: the document has this operation already"
    );
    assert_eq!(
        error(&["POST /v1/user/search"], &none),
        "theirs.yaml has no POST /v1/user/search: the closest is POST /v1/users/search"
    );
    assert_eq!(
        error(&["POST /v1/users/search=list_things"], &none),
        "an operation is named `list_things` already: choose another name"
    );
    let fields = |path: &str| Options { fields: vec![path.to_owned()], ..Options::default() };
    assert_eq!(
        error(&[DELETE], &fields("devices")),
        "theirs.yaml:76:5: DELETE /v1/devices/{device_id}: there is no field `devices`: the fields are request_id, \
         status_code, device_id"
    );
    assert_eq!(error(&[SEARCH, DELETE], &fields("results")), "choose the fields of one operation at a time");
    let message = "POST".parse::<Wanted>().expect_err("no path");
    assert_eq!(message, "write the method and the path, such as 'POST /v1/users/search'");
    let flow = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths: {/v1/things: {get: {responses: {'200': {description: Done}}}}}\n";
    let message = insert("flow.yaml", flow, &imported(&[SEARCH], &none)).expect_err("no place");
    assert_eq!(message, "flow.yaml:3:9: this is written on one line: write it as a block, one entry a line");
}
