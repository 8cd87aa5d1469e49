//! The models decode and encode what the document describes, and values that it does not know yet.

use stytch_connected_apps::types::{ClientType, ConnectedApp, ConnectedAppsResponse};

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
