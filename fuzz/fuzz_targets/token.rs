//! Presents arbitrary tokens, and tokens with arbitrary headers and claims that the project has signed. Nothing panics,
//! and of the first no token is accepted. A line break separates the header of a signed token from its claims.

#![no_main]

use std::cell::RefCell;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use libfuzzer_sys::fuzz_target;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use scripted_server::{Server, json};
use stytch_connected_apps::Client;
use stytch_connected_apps::verify::{Recheck, TokenVerifier};
use tokio::runtime::{Builder, Runtime};

struct Bench {
    runtime: Runtime,
    verifier: TokenVerifier,
    key: KeyPair,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(bench());
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn bench() -> Bench {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let key = KeyPair::from_pkcs8(include_bytes!("../../tests/it/verify/key.der")).expect("a key");
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    let keys = format!(
        r#"{{"keys":[{{"kid":"key-1","kty":"RSA","n":"{}","e":"{}"}}]}}"#,
        encode(&n),
        encode(&e)
    );
    let server = runtime.block_on(Server::responding_with(move |_| json(200, &keys)));
    let client = Client::builder("project-test-1", "secret-test-1").base_url(&*server.url).build();
    let builder = TokenVerifier::builder(&client.expect("the settings are valid")).recheck(Recheck::Never);
    Bench { runtime, verifier: builder.build().expect("the settings are valid"), key }
}

fuzz_target!(|input: &str| {
    BENCH.with_borrow(|Bench { runtime, verifier, key }| {
        runtime.block_on(verifier.verify(input)).expect_err("nobody has signed it");
        let (header, claims) = input.split_once('\n').unwrap_or((r#"{"alg":"RS256","kid":"key-1"}"#, input));
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("a signature");
        if let Ok(token) = runtime.block_on(verifier.verify(&format!("{message}.{}", encode(&signature)))) {
            assert!(token.audiences().any(|audience| audience == "project-test-1"));
            assert!(!token.person().is_empty() && !token.app().is_empty());
        }
    });
});
