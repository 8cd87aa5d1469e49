//! The server that the contenders call.
//!
//! `server CERTIFICATE BODY` writes the certificate of its authority to one file and the response body with
//! 10,000 apps to the other. It prints two URLs: plain HTTP and TLS. Each line on stdin gets one on stdout:
//!
//! - an empty one, the numbers of connections, requests and body bytes since the last;
//! - `bucket RATE BURST`, the URL of a server with a token bucket, whose 429s say `Retry-After: 1`;
//! - `interval REQUESTS SECONDS`, of one that counts in intervals of the clock and names no wait;
//! - `halved REQUESTS CALLS`, of one that counts in seconds and halves its limit for the second third of the calls.

use std::convert::Infallible;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

/// The latency of a server with a limit.
const LATENCY: Duration = Duration::from_millis(20);

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);
static REQUESTS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);

struct Responses {
    one: Bytes,
    /// 25 apps.
    page: Bytes,
    packed_page: Bytes,
    many: Bytes,
    limit: Option<Mutex<Limit>>,
}

enum Limit {
    Bucket { rate: f64, burst: f64, tokens: f64, refilled: Instant },
    Interval { requests: u64, seconds: u64, now: u64, count: u64 },
    Halved { requests: u64, calls: u64, passed: u64, now: u64, count: u64 },
}

impl Limit {
    fn new(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        let [kind, first, second] = words[..] else { panic!("{line:?} is no limit") };
        let (first, second): (u64, u64) =
            (first.parse().expect("a number"), second.parse().expect("a number"));
        let (now, count) = (0, 0);
        match kind {
            "bucket" => {
                let (rate, burst) = (first as f64, second as f64);
                Self::Bucket { rate, burst, tokens: burst, refilled: Instant::now() }
            }
            "interval" => Self::Interval { requests: first, seconds: second, now, count },
            "halved" => Self::Halved { requests: first, calls: second, passed: 0, now, count },
            _ => panic!("{line:?} is no limit"),
        }
    }

    fn passes(&mut self) -> bool {
        let clock = SystemTime::UNIX_EPOCH.elapsed().expect("the clock is after 1970").as_secs();
        match self {
            Self::Bucket { rate, burst, tokens, refilled } => {
                *tokens = (*tokens + refilled.elapsed().as_secs_f64() * *rate).min(*burst);
                *refilled = Instant::now();
                let passes = *tokens >= 1.0;
                *tokens -= f64::from(u8::from(passes));
                passes
            }
            Self::Interval { requests, seconds, now, count } => {
                in_interval(*requests, clock / *seconds, now, count)
            }
            Self::Halved { requests, calls, passed, now, count } => {
                let requests = if *passed * 3 / *calls == 1 { *requests / 2 } else { *requests };
                let passes = in_interval(requests, clock, now, count);
                *passed += u64::from(passes);
                passes
            }
        }
    }

    fn retry_after(&self) -> Option<&'static str> {
        matches!(self, Self::Bucket { .. }).then_some("1")
    }
}

fn in_interval(requests: u64, interval: u64, now: &mut u64, count: &mut u64) -> bool {
    if interval != *now {
        (*now, *count) = (interval, 0);
    }
    *count += 1;
    *count <= requests
}

impl Responses {
    fn new(limit: Option<Limit>) -> Self {
        let limit = limit.map(Mutex::new);
        let page = body(25);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(page.as_bytes()).expect("writing to a vector never fails");
        let packed_page = encoder.finish().expect("writing to a vector never fails").into();
        Self { one: body(1).into(), page: page.into(), packed_page, many: body(10_000).into(), limit }
    }

    fn respond(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        if let Some(limit) = &self.limit {
            let mut limit = limit.lock().expect("no panic");
            if !limit.passes() {
                let body = r#"{"status_code":429,"request_id":"request-id-test-1","error_type":"too_many_requests","error_message":"Too many requests have been made.","error_url":"https://stytch.com/docs/api/errors/429"}"#;
                let mut response = Response::builder().status(429);
                if let Some(wait) = limit.retry_after() {
                    response = response.header("retry-after", wait);
                }
                return response.body(Bytes::from_static(body.as_bytes()).into()).expect("a response");
            }
        }
        let mut response = Response::builder().header("content-type", "application/json");
        let accepted = request.headers().get("accept-encoding").and_then(|value| value.to_str().ok());
        let body = match request.uri().path().split('/').nth(3) {
            Some("many") => &self.many,
            Some("page") if accepted.is_some_and(|accepted| accepted.contains("gzip")) => {
                response = response.header("content-encoding", "gzip");
                &self.packed_page
            }
            Some("page") => &self.page,
            _ => &self.one,
        };
        BYTES.fetch_add(body.len(), Ordering::Relaxed);
        response.body(body.clone().into()).expect("a response")
    }
}

fn body(apps: usize) -> String {
    let app = |number: usize| {
        format!(
            r#"{{"connected_app_id":"connected-app-test-{number:08}-a3a3-4796-83d0-b757e3001000","name":"first-party-confidential-app","client_type":"first_party","scopes_granted":"openid profile email","description":"A first party connected app","logo_url":null}}"#
        )
    };
    let apps: Vec<String> = (0..apps).map(app).collect();
    format!(
        r#"{{"status_code":200,"request_id":"request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141","connected_apps":[{}]}}"#,
        apps.join(",")
    )
}

/// A TLS acceptor, and the certificate of its authority in PEM.
fn tls() -> (TlsAcceptor, String) {
    let mut params = CertificateParams::new([]).expect("an empty list of names is valid");
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("an address");
    let certificate = params.signed_by(&key, &authority).expect("signed");
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key.serialize_der().try_into().expect("a key"))
        .expect("the key belongs to the certificate");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (Arc::new(config).into(), authority.pem())
}

async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, responses: Arc<Responses>) {
    while let Ok((stream, _)) = listener.accept().await {
        CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        let (tls, responses) = (tls.clone(), responses.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let responses = responses.clone();
                async move {
                    let is_limited = responses.limit.is_some();
                    if is_limited {
                        sleep(LATENCY / 2).await;
                    }
                    let response = responses.respond(&request);
                    if is_limited {
                        sleep(LATENCY / 2).await;
                    }
                    Ok::<_, Infallible>(response)
                }
            });
            let _ = stream.set_nodelay(true);
            let builder = Builder::new(TokioExecutor::new());
            let _ = match tls {
                None => builder.serve_connection(TokioIo::new(stream), service).await,
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => builder.serve_connection(TokioIo::new(stream), service).await,
                    Err(_) => return,
                },
            };
        });
    }
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [certificate, many] = files.as_slice() else { panic!("server CERTIFICATE BODY") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (acceptor, pem) = tls();
        std::fs::write(certificate, pem).expect("a file");
        std::fs::write(many, body(10_000)).expect("a file");
        println!("{}", start(None, None).await);
        println!("{}", start(Some(acceptor), None).await);
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Some(line) = lines.next_line().await.expect("stdin is open") {
            if line.is_empty() {
                let counts = [&CONNECTIONS, &REQUESTS, &BYTES].map(|count| count.swap(0, Ordering::Relaxed));
                println!("{} {} {}", counts[0], counts[1], counts[2]);
            } else {
                println!("{}", start(None, Some(Limit::new(&line))).await);
            }
            std::io::stdout().flush().expect("stdout is open");
        }
    });
}

/// Starts a server and returns its URL.
async fn start(tls: Option<TlsAcceptor>, limit: Option<Limit>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let scheme = if tls.is_some() { "https" } else { "http" };
    tokio::spawn(serve(listener, tls, Arc::new(Responses::new(limit))));
    format!("{scheme}://{address}")
}
