//! The keys that sign tokens, and the time by which tokens expire.

use std::time::Duration;

use serde_json::Value;
use stytch_connected_apps_sandbox::App;

use crate::oauth::{Client, header, sandbox, seed, verify};
use crate::support::start;

#[tokio::test]
async fn the_keys_rotate_and_the_old_one_is_shown_for_as_long_as_its_tokens_live() {
    let mut long = App::new("long");
    long.access_token_expiry_minutes = 100 * 24 * 60;
    let (sandbox, api) = start(seed().app(long)).await;
    let client = Client::new(&sandbox);
    let kids = |jwks: &Value| -> Vec<String> {
        let keys = jwks["keys"].as_array().expect("keys").iter();
        keys.map(|key| key["kid"].as_str().expect("an id").to_owned()).collect()
    };
    let jwks = async || client.get("/.well-known/jwks.json").await;
    let first = sandbox.access_token("u", "calendar");
    sandbox.rotate_keys();
    let second = sandbox.access_token("u", "long");
    assert_ne!(header(&first)["kid"], header(&second)["kid"]);
    let both = jwks().await;
    assert!(verify(&first, &both) && verify(&second, &both));
    for jwks in
        [api.get_jwks().await.expect("keys").keys.len(), api.get_b2b_jwks().await.expect("keys").keys.len()]
    {
        assert_eq!(jwks, 2);
    }
    sandbox.advance(Duration::from_secs(29 * 24 * 3600));
    assert_eq!(kids(&jwks().await).len(), 2, "at least 30 days");
    sandbox.rotate_keys();
    sandbox.advance(Duration::from_secs(60 * 24 * 3600));
    let now = jwks().await;
    assert_eq!(kids(&now).len(), 2);
    assert!(verify(&second, &now), "it lives for 100 days");
    assert!(!verify(&first, &now));
    sandbox.advance(Duration::from_secs(20 * 24 * 3600));
    assert_eq!(kids(&jwks().await).len(), 1);
    for _ in 0..10 {
        sandbox.rotate_keys();
    }
    let mut many = kids(&jwks().await);
    assert_eq!(many.len(), 4);
    many.dedup();
    assert_eq!(many.len(), 4);
    sandbox.reset();
    assert_eq!(kids(&jwks().await), [header(&first)["kid"].as_str().expect("an id")]);
}

#[tokio::test(start_paused = true)]
async fn the_sandboxs_time_passes_with_tokios_and_as_a_test_moves_it() {
    let sandbox = sandbox().await;
    let before = sandbox.now();
    tokio::time::advance(Duration::from_secs(100)).await;
    sandbox.advance(Duration::from_secs(1000));
    assert_eq!(sandbox.now().duration_since(before).expect("later"), Duration::from_secs(1100));
    sandbox.reset();
    assert_eq!(sandbox.now().duration_since(before).expect("later"), Duration::from_secs(100));
}
