//! The models decode and encode what the document describes, and values that it does not know yet.

use stytch_connected_apps::Error;
use stytch_connected_apps::types::{
    AuthorizeUserRequest, ClientType, ConnectedApp, ConnectedAppsResponse, UpdateOrganizationRequest,
};

const APP: &str =
    r#"{"client_type":"agent","connected_app_id":"a","name":"n","scopes_granted":" openid  email "}"#;

#[test]
fn an_unknown_client_type_round_trips() {
    let app: ConnectedApp = serde_json::from_str(APP).expect("an unknown value decodes");
    assert_eq!(app.client_type, ClientType::Unrecognized("agent".to_owned()));
    assert_eq!(app.client_type.to_string(), "agent");
    assert_eq!("agent".parse::<ClientType>().expect("any string parses"), app.client_type);
    assert_eq!(serde_json::to_string(&app).expect("a model serializes"), APP);
}

#[test]
fn every_known_client_type_round_trips() {
    for (text, known) in [
        ("first_party", ClientType::FirstParty),
        ("first_party_public", ClientType::FirstPartyPublic),
        ("third_party", ClientType::ThirdParty),
        ("third_party_public", ClientType::ThirdPartyPublic),
    ] {
        assert_eq!(text.parse::<ClientType>().expect("any string parses"), known);
        assert_eq!(known.to_string(), text);
        let json = format!("\"{text}\"");
        assert_eq!(serde_json::from_str::<ClientType>(&json).expect("known"), known);
        assert_eq!(serde_json::to_string(&known).expect("known"), json);
    }
}

#[test]
fn scopes_are_separated_by_any_number_of_spaces() {
    let app: ConnectedApp = serde_json::from_str(APP).expect("an app");
    assert_eq!(app.scopes().collect::<Vec<_>>(), ["openid", "email"]);
}

#[test]
fn a_response_can_be_built_from_json() {
    let app = serde_json::json!({
        "connected_app_id": "a", "name": "n", "client_type": "third_party", "scopes_granted": "openid"
    });
    let response: ConnectedAppsResponse =
        serde_json::from_value(serde_json::json!({ "connected_apps": [app] }))
            .expect("all required fields are set");
    assert_eq!(response.connected_apps[0].client_type, ClientType::ThirdParty);
}

#[test]
fn a_model_with_more_properties_than_the_document_names_needs_none_of_them() {
    let builder =
        UpdateOrganizationRequest::builder().allowed_third_party_connected_apps(Vec::<String>::new());
    let request = UpdateOrganizationRequest::try_from(builder).expect("nothing is missing");
    let json = serde_json::to_string(&request).expect("a model serializes");
    assert_eq!(json, r#"{"allowed_third_party_connected_apps":[]}"#);
}

fn request(user_id: Option<&str>) -> Result<AuthorizeUserRequest, Error> {
    let builder = AuthorizeUserRequest::builder()
        .client_id("connected-app-test-1")
        .redirect_uri("https://app.example.com/")
        .scopes(["openid", "email"])
        .consent_granted(true)
        .prompt("consent")
        .session_token("a token")
        .user_id(user_id.map(str::to_owned));
    let builder = if user_id.is_some() { builder.response_type("code") } else { builder };
    let request: AuthorizeUserRequest = builder.try_into()?;
    Ok(request)
}

#[test]
fn a_setter_takes_a_text_a_list_of_texts_and_an_option() {
    let request = request(Some("user-test-1")).expect("all required fields are set");
    let json = serde_json::json!({
        "client_id": "connected-app-test-1", "redirect_uri": "https://app.example.com/",
        "response_type": "code", "scopes": ["openid", "email"], "consent_granted": true,
        "prompt": "consent", "session_token": "a token", "user_id": "user-test-1",
    });
    assert_eq!(serde_json::to_value(request).expect("JSON"), json);
}

#[test]
fn a_model_that_cannot_be_built_is_an_invalid_request() {
    let error = request(None).expect_err("no response type");
    assert_eq!(error.to_string(), "the model cannot be built: `response_type` is missing");
    assert_eq!((error.operation(), error.attempts(), error.is_retryable()), (None, 0, false));
    let Error::InvalidRequest(error) = error else { panic!("not an invalid request: {error:?}") };
    assert_eq!((error.operation(), error.parameter()), (None, None));
}

#[cfg(feature = "schemars")]
#[test]
fn every_model_has_a_json_schema() {
    let schema = schemars::schema_for!(ConnectedAppsResponse);
    let schema = serde_json::to_value(schema).expect("a schema serializes");
    assert_eq!(schema["required"], serde_json::json!(["connected_apps"]));
    assert_eq!(
        schema["$defs"]["ConnectedApp"]["required"],
        serde_json::json!(["client_type", "connected_app_id", "name", "scopes_granted"])
    );
    let client_type = schema["$defs"]["ClientType"].to_string();
    assert!(client_type.contains("first_party_public"), "{client_type}");
}
