//! Models that outlive the document.

use stytch_connected_apps::types::{ClientType, ConnectedApp, ConnectedAppsResponse};

const APP: &str =
    r#"{"client_type":"agent","connected_app_id":"a","name":"n","scopes_granted":" openid  email "}"#;

#[test]
fn an_unknown_client_type_round_trips() {
    let app: ConnectedApp = serde_json::from_str(APP).expect("an open list");
    assert_eq!(app.client_type, ClientType::Unrecognized("agent".to_owned()));
    assert_eq!(app.client_type.to_string(), "agent");
    assert_eq!("agent".parse::<ClientType>().expect("any text"), app.client_type);
    assert_eq!(serde_json::to_string(&app).expect("a model serialises"), APP);
}

#[test]
fn every_known_client_type_round_trips() {
    for (text, known) in [
        ("first_party", ClientType::FirstParty),
        ("first_party_public", ClientType::FirstPartyPublic),
        ("third_party", ClientType::ThirdParty),
        ("third_party_public", ClientType::ThirdPartyPublic),
    ] {
        assert_eq!(text.parse::<ClientType>().expect("any text"), known);
        assert_eq!(known.to_string(), text);
        let json = format!("\"{text}\"");
        assert_eq!(serde_json::from_str::<ClientType>(&json).expect("known"), known);
        assert_eq!(serde_json::to_string(&known).expect("known"), json);
    }
}

#[test]
fn scopes_are_the_words_between_any_spaces() {
    let app: ConnectedApp = serde_json::from_str(APP).expect("an app");
    assert_eq!(app.scopes().collect::<Vec<_>>(), ["openid", "email"]);
}

#[test]
fn an_answer_can_be_made_of_json_for_fixtures() {
    let app = serde_json::json!({
        "connected_app_id": "a", "name": "n", "client_type": "third_party", "scopes_granted": "openid"
    });
    let answer: ConnectedAppsResponse =
        serde_json::from_value(serde_json::json!({ "connected_apps": [app] })).expect("all that is required");
    assert_eq!(answer.connected_apps[0].client_type, ClientType::ThirdParty);
}

#[test]
fn every_model_has_a_json_schema() {
    let schema = schemars::schema_for!(ConnectedAppsResponse);
    let schema = serde_json::to_value(schema).expect("a schema serialises");
    assert_eq!(schema["required"], serde_json::json!(["connected_apps"]));
    assert_eq!(
        schema["$defs"]["ConnectedApp"]["required"],
        serde_json::json!(["client_type", "connected_app_id", "name", "scopes_granted"])
    );
    let client_type = schema["$defs"]["ClientType"].to_string();
    assert!(client_type.contains("first_party_public"), "{client_type}");
}
