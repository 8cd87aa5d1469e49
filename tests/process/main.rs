//! What the client costs the process that it runs in and a server that is in trouble: memory, sockets,
//! tasks, requests. One test at a time, since they measure the whole process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use scripted_server::{Reply, Server, error, json};
use stytch_connected_apps::types::ConnectedAppsResponse;
use stytch_connected_apps::{Client, ClientBuilder, Error, MemberSession, ResponseFuture};
use tokio::sync::Mutex;

static ALONE: Mutex<()> = Mutex::const_new(());

const EMPTY: &str = r#"{"connected_apps":[]}"#;

const CALLS: [fn(&Client) -> ResponseFuture<ConnectedAppsResponse>; 2] = [user, member];

fn user(client: &Client) -> ResponseFuture<ConnectedAppsResponse> {
    client.get_user_connected_apps().user_id("u").into_future()
}

fn member(client: &Client) -> ResponseFuture<ConnectedAppsResponse> {
    let client = client.with_member_session(MemberSession::token("a-session-of-the-tests"));
    client.get_member_connected_apps().organization_id("o").member_id("m").into_future()
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder("project-test-1", "secret-test-1").base_url(&*server.url)
}

#[cfg(target_os = "linux")]
mod memory {
    use super::*;
    use stytch_connected_apps::RetryPolicy;

    const MIB: usize = 1024 * 1024;

    /// What the process held at most since the last reset, and holds now, in bytes.
    fn peak_and_now() -> (usize, usize) {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
        let field = |name: &str| -> usize {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux has it");
            line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
        };
        (field("VmHWM:"), field("VmRSS:"))
    }

    /// By how much the peak of the process grows over what it holds now.
    async fn growth(work: impl Future<Output = ()>) -> usize {
        std::fs::write("/proc/self/clear_refs", "5").expect("Linux resets the peak");
        let (_, before) = peak_and_now();
        work.await;
        peak_and_now().0.saturating_sub(before)
    }

    /// Answers of 512 MiB.
    fn endless() -> Vec<Reply> {
        let chunk = [b"10000\r\n", &*vec![b' '; 64 * 1024], b"\r\n"].concat();
        let mut replies = Vec::new();
        for status in [200, 500] {
            let head = |rest: &str| format!("HTTP/1.1 {status} \r\n{rest}\r\n").into_bytes();
            replies.push(Reply::Repeat(head("transfer-encoding: chunked\r\n"), chunk.clone(), 8 * 1024));
            replies.push(Reply::Repeat(
                head("content-length: 536870912\r\n"),
                vec![b'1'; 64 * 1024],
                8 * 1024,
            ));
            // Without a length: until the connection closes.
            replies.push(Reply::Repeat(head(""), vec![b'['; 64 * 1024], 8 * 1024));
            if cfg!(feature = "gzip") {
                let head = head("content-encoding: gzip\r\n");
                let (start, block) = bomb();
                replies.push(Reply::Repeat([head, start].concat(), block, 512));
            }
        }
        replies
    }

    /// The start of a gzip stream, and a piece that unpacks to 1 MiB as often as it is repeated.
    fn bomb() -> (Vec<u8>, Vec<u8>) {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0; MIB];
        let mut piece = || {
            encoder.write_all(&zeros).and_then(|()| encoder.flush()).expect("a vector takes everything");
            std::mem::take(encoder.get_mut())
        };
        (piece(), piece())
    }

    #[tokio::test]
    async fn an_endless_answer_takes_no_more_memory_than_the_limit_allows() {
        let _alone = ALONE.lock().await;
        for (limit, reply) in
            endless().into_iter().flat_map(|reply| [(16 * MIB, reply.clone()), (64 * MIB, reply)])
        {
            for call in CALLS {
                let server = Server::responding([reply.clone()]).await;
                let client = builder(&server).max_response_bytes(limit).retry(RetryPolicy::none());
                let client = client.build().expect("valid");
                let growth = growth(async {
                    let error = call(&client).await.expect_err("too large");
                    let status = error.status().expect("it has arrived").as_u16();
                    let too_large = error.to_string().contains("max_response_bytes");
                    assert!(too_large == (status == 200), "{error}");
                })
                .await;
                assert!(growth < limit + 40 * MIB, "{growth} bytes over a limit of {limit}");
                assert_eq!(server.connections(), 1);
            }
        }
    }

    #[tokio::test]
    async fn what_an_error_is_read_to_does_not_unpack_to_much() {
        let _alone = ALONE.lock().await;
        // Each two bytes become a value of thirty-two and more.
        let body = format!("{{\"error_details\":[{}1]}}", "1,".repeat(8 * MIB));
        for status in [200, 500] {
            let server = Server::responding([json(status, &body)]).await;
            let client = builder(&server).max_response_bytes(64 * MIB).retry(RetryPolicy::none());
            let client = client.build().expect("valid");
            let growth = growth(async {
                let error = CALLS[0](&client).await.expect_err("no list of apps");
                assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            })
            .await;
            assert!(growth < (body.len() + 40 * MIB), "{growth} bytes");
        }
    }
}

/// The sockets that this process has open.
#[cfg(target_os = "linux")]
fn sockets() -> usize {
    let entries = std::fs::read_dir("/proc/self/fd").expect("Linux has it");
    let targets = entries.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

#[cfg(not(target_os = "linux"))]
fn sockets() -> usize {
    0
}

fn tasks() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

/// A server that counts the requests and answers with what the function says to the count.
async fn counting(reply: impl Fn(usize) -> Reply + Send + 'static) -> (Server, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    (Server::responding_with(move |_| reply(counter.fetch_add(1, Ordering::Relaxed))).await, count)
}

/// How many sockets there are when those of the test before are gone.
async fn settled() -> usize {
    let (mut last, mut same) = (sockets(), 0);
    while same < 20 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let now = sockets();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    last
}

#[tokio::test]
async fn a_thousand_calls_of_which_half_are_dropped_leave_nothing_behind() {
    let _alone = ALONE.lock().await;
    rlimit::increase_nofile_limit(8192).expect("4,000 sockets are allowed");
    for call in CALLS {
        let drop_half = |count: usize| if count.is_multiple_of(2) { Reply::Close } else { json(200, EMPTY) };
        let (server, requests) = counting(drop_half).await;
        let (sockets_before, tasks_before) = (settled().await, tasks());
        let client = builder(&server).deadline(Duration::from_secs(10)).build().expect("valid");
        let calls = join_all((0..1000).map(|_| async {
            let started = Instant::now();
            let result = call(&client).await;
            (result, started.elapsed())
        }))
        .await;
        let mut succeeded = 0;
        for (result, took) in &calls {
            assert!(*took < Duration::from_secs(11), "{took:?}");
            match result {
                Ok(_) => succeeded += 1,
                Err(error) => {
                    assert!(matches!(error, Error::Transport(_)) && error.is_retryable(), "{error}")
                }
            }
        }
        // A hundred retries are there at first; each success pays for one more at the most.
        let retries = requests.load(Ordering::Relaxed) - 1000;
        assert!((100..=100 + succeeded).contains(&retries), "{retries} retries, {succeeded} successes");
        drop(client);
        let mut left = Vec::new();
        for _ in 0..500 {
            left = vec![server.open_connections(), sockets() - sockets_before, tasks() - tasks_before];
            if left == [0, 0, 0] {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(left, [0, 0, 0], "connections, sockets, tasks");
    }
}

#[tokio::test]
async fn a_total_outage_gets_hardly_more_requests_than_there_are_calls() {
    let _alone = ALONE.lock().await;
    let outages = [error(503, "server_unavailable"), Reply::Close, Reply::SendAndReset(Vec::new())];
    for (outage, call) in outages.iter().flat_map(|outage| CALLS.map(|call| (outage.clone(), call))) {
        let (server, requests) = counting(move |_| outage.clone()).await;
        let client = builder(&server).build().expect("valid");
        let mut attempts = 0;
        for _ in 0..20 {
            for result in join_all((0..50).map(|_| call(&client))).await {
                attempts += result.expect_err("an outage").attempts() as usize;
            }
        }
        assert_eq!(requests.load(Ordering::Relaxed), attempts);
        // The budget of a hundred retries is used up, and nothing refills it.
        assert_eq!(attempts, 1100);
    }
}
