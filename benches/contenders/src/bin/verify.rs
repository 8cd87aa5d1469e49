//! The verifier of access tokens: its time beside that of jsonwebtoken alone, its calls, and its memory.
//!
//!     cargo run --release --features verify --bin verify [TOKENS]

use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use contenders::{PROJECT_ID, SECRET};
use cpu_time::ProcessTime;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use scripted_server::{Server, json};
use serde_json::{Value, json};
use stytch_connected_apps::Client;
use stytch_connected_apps::verify::{Recheck, TokenVerifier};

const APP: &str = "connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000";
const ROUNDS: usize = 9;
const TIMES: usize = 5_000;

fn main() {
    let tokens = std::env::args().nth(1).map_or(100_000, |count| count.parse().expect("a number"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let key = KeyPair::from_pkcs8(include_bytes!("../../../../tests/it/verify/key.der")).expect("a key");
    runtime.block_on(async {
        speed(&key).await;
        calls(&key).await;
        memory(&key, tokens).await;
    });
}

/// The medians of the time for each token, in turns.
async fn speed(key: &KeyPair) {
    let (verifier, _) = verifier(key, Recheck::Within(Duration::from_secs(3600))).await;
    let token = token(key, "user-test-1", 0);
    let alone = {
        let components = PublicKeyComponents::<Vec<u8>>::from(key.public());
        DecodingKey::from_rsa_raw_components(&components.n, &components.e)
    };
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[PROJECT_ID]);
    validation.set_issuer(&[format!("stytch.com/{PROJECT_ID}")]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    validation.validate_nbf = true;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = ProcessTime::now();
        for _ in 0..TIMES {
            black_box(verifier.verify(&token).await.expect("a valid token"));
        }
        ours.push(start.elapsed());
        let start = ProcessTime::now();
        for _ in 0..TIMES {
            black_box(decode::<Value>(&token, &alone, &validation).expect("a valid token"));
        }
        theirs.push(start.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let each = |time: Duration| time.as_secs_f64() * 1e6 / TIMES as f64;
    println!(
        "verify: {:.1} µs a token, {:.0} a second on one core; jsonwebtoken alone {:.1} µs; ratio {:.2}",
        each(ours),
        1e6 / each(ours),
        each(theirs),
        each(ours) / each(theirs)
    );
}

/// 100,000 requests of 1,000 people.
async fn calls(key: &KeyPair) {
    let (verifier, calls) = verifier(key, Recheck::Within(Duration::from_secs(60))).await;
    let tokens: Vec<_> = (0..1_000).map(|person| token(key, &format!("user-test-{person}"), 0)).collect();
    let (start, began) = (ProcessTime::now(), Instant::now());
    for request in 0..100_000 {
        verifier.verify(&tokens[request % tokens.len()]).await.expect("a valid token");
    }
    println!(
        "calls: {} for 100,000 requests of 1,000 people at an interval of 60 s, in {:.1} s, {:.1} s of CPU time",
        calls.load(Ordering::Relaxed),
        began.elapsed().as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
}

/// Distinct tokens of distinct people, of which no two share what is kept.
async fn memory(key: &KeyPair, tokens: usize) {
    let (verifier, _) = verifier(key, Recheck::Within(Duration::from_secs(3600))).await;
    let before = resident();
    for number in 0..tokens {
        let token = token(key, &format!("user-test-16d9ba61-97a1-4ba4-9720-{number:012}"), number);
        verifier.verify(&token).await.expect("a valid token");
        if (number + 1) % (tokens / 5).max(1) == 0 {
            println!("memory: {} KiB more after {} tokens", resident().saturating_sub(before), number + 1);
        }
    }
}

async fn verifier(key: &KeyPair, recheck: Recheck) -> (TokenVerifier, Arc<AtomicUsize>) {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let keys = json!({"keys": [{"kid": "key-1", "kty": "RSA", "n": encode(&n), "e": encode(&e)}]}).to_string();
    let grants = json!({"connected_apps": [{
        "connected_app_id": APP, "name": "An app", "description": "", "client_type": "third_party",
        "scopes_granted": "openid",
    }]});
    let grants = grants.to_string();
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    let server = Server::responding_with(move |request| {
        if request.lines().next().is_some_and(|line| line.contains("jwks")) {
            return json(200, &keys);
        }
        count.fetch_add(1, Ordering::Relaxed);
        json(200, &grants)
    });
    let client = Client::builder(PROJECT_ID, SECRET).base_url(&*server.await.url).build().expect("settings");
    let verifier = TokenVerifier::builder(&client).recheck(recheck).build().expect("settings");
    verifier.warm_up().await.expect("the keys");
    (verifier, calls)
}

fn token(key: &KeyPair, person: &str, number: usize) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let header = json!({"alg": "RS256", "kid": "key-1", "typ": "JWT"});
    let claims = json!({
        "iss": format!("stytch.com/{PROJECT_ID}"), "sub": person, "aud": [PROJECT_ID], "client_id": APP,
        "exp": now + 3600, "nbf": now, "iat": now, "jti": number.to_string(), "scope": "openid profile",
    });
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let mut signature = vec![0; key.public().modulus_len()];
    let random = SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("a signature");
    format!("{message}.{}", encode(&signature))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The process's memory, in KiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
