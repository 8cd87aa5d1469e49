//! What the client costs its process (memory, sockets, tasks) and a failing server (requests).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{join_all, ready};
use scripted_server::{Reply, Server, error, json};
use stytch_connected_apps::types::ConnectedAppsResponse;
use stytch_connected_apps::{Client, ClientBuilder, Error, MemberSession, ResponseFuture};

/// More than anything takes here, also on a machine that is busy otherwise.
const MINUTE: Duration = Duration::from_secs(60);

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

/// Runs a test while no other one runs, since the tests measure the whole process. The runtime and all its
/// sockets are gone before the next test starts.
fn alone(test: impl Future<Output = ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    // A panic in one test must not fail the others.
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(test);
}

#[cfg(target_os = "linux")]
mod memory {
    use super::*;
    use stytch_connected_apps::RetryPolicy;

    const MIB: usize = 1024 * 1024;

    /// The peak since the last reset and the current memory of the process, in bytes.
    fn peak_and_current() -> (usize, usize) {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux has procfs");
        let field = |name: &str| -> usize {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux reports it");
            line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
        };
        (field("VmHWM:"), field("VmRSS:"))
    }

    /// How far the memory of the process rises above its current size during `work`, in bytes.
    async fn growth(work: impl Future<Output = ()>) -> usize {
        std::fs::write("/proc/self/clear_refs", "5").expect("Linux resets the peak");
        let (_, before) = peak_and_current();
        work.await;
        peak_and_current().0.saturating_sub(before)
    }

    /// Responses with bodies of 512 MiB.
    fn huge() -> Vec<Reply> {
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
            // Without a length, the body ends with the connection.
            replies.push(Reply::Repeat(head(""), vec![b'['; 64 * 1024], 8 * 1024));
            if cfg!(feature = "gzip") {
                let head = head("content-encoding: gzip\r\n");
                let (start, block) = gzip_bomb();
                replies.push(Reply::Repeat([head, start].concat(), block, 512));
            }
        }
        replies
    }

    /// The start of a gzip stream, and a block that decompresses to 1 MiB each time it is repeated.
    fn gzip_bomb() -> (Vec<u8>, Vec<u8>) {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0; MIB];
        let mut block = || {
            encoder
                .write_all(&zeros)
                .and_then(|()| encoder.flush())
                .expect("writing to a vector never fails");
            std::mem::take(encoder.get_mut())
        };
        (block(), block())
    }

    #[test]
    fn a_huge_response_takes_no_more_memory_than_the_limit_allows() {
        alone(async {
            for (limit, reply) in
                huge().into_iter().flat_map(|reply| [(16 * MIB, reply.clone()), (64 * MIB, reply)])
            {
                for call in CALLS {
                    let server = Server::responding([reply.clone()]).await;
                    let client = builder(&server).max_response_bytes(limit).retry(RetryPolicy::none());
                    let client = client.build().expect("valid");
                    let growth = growth(async {
                        let error = call(&client).await.expect_err("too large");
                        let status = error.status().expect("the head has arrived").as_u16();
                        let too_large = error.to_string().contains("max_response_bytes");
                        assert!(too_large == (status == 200), "{error}");
                    })
                    .await;
                    assert!(growth < limit + 40 * MIB, "{growth} bytes over a limit of {limit}");
                    assert_eq!(server.connections(), 1);
                }
            }
        });
    }

    #[test]
    fn a_body_that_parses_into_large_values_takes_little_memory() {
        alone(async {
            // As a JSON value, every two bytes of this list take 32 bytes or more.
            let list = format!("{{\"error_details\":[{}1]}}", "1,".repeat(8 * MIB));
            // No text that an error shows is searched for secrets without bound.
            let text = format!("{{\"request_id\":\"{}\"}}", "%41".repeat(5 * MIB));
            for (status, body) in [(200, &list), (500, &list), (200, &text), (500, &text)] {
                let server = Server::responding([json(status, body)]).await;
                let client = builder(&server).max_response_bytes(64 * MIB).retry(RetryPolicy::none());
                let client = client.build().expect("valid");
                let growth = growth(async {
                    let error = CALLS[0](&client).await.expect_err("no list of apps");
                    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
                })
                .await;
                assert!(growth < (body.len() + 40 * MIB), "{growth} bytes");
            }
        });
    }

    #[test]
    fn pages_with_long_cursors_take_no_more_memory_the_more_there_are() {
        alone(async {
            let mut pages = 0;
            let server = Server::responding_with(move |_| {
                pages += 1;
                let cursor = format!("{pages}{}", "c".repeat(MIB / 16));
                json(
                    200,
                    &format!(
                        r#"{{"connected_apps":[],"results_metadata":{{"total":1,"next_cursor":"{cursor}"}}}}"#
                    ),
                )
            })
            .await;
            let client = builder(&server).build().expect("valid");
            let growth = growth(async {
                let pages = client.search_connected_app_clients().pages().take(400);
                assert_eq!(pages.filter(|page| ready(page.is_ok())).count().await, 400);
            })
            .await;
            assert!(growth < 16 * MIB, "{growth} bytes");
        });
    }
}

/// How many sockets this process has open.
#[cfg(target_os = "linux")]
fn sockets() -> usize {
    let entries = std::fs::read_dir("/proc/self/fd").expect("Linux has procfs");
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

#[test]
fn a_thousand_calls_with_half_the_responses_lost_leak_nothing() {
    alone(async {
        rlimit::increase_nofile_limit(8192).expect("the limit can be raised");
        for call in CALLS {
            let mut close = false;
            let server = Server::responding_with(move |_| {
                close = !close;
                if close { Reply::Close } else { json(200, EMPTY) }
            })
            .await;
            let (sockets_before, tasks_before) = (sockets(), tasks());
            let client = builder(&server).deadline(MINUTE).attempt_timeout(MINUTE).build().expect("valid");
            let calls = join_all((0..1000).map(|_| async {
                let started = Instant::now();
                let result = call(&client).await;
                (result, started.elapsed())
            }))
            .await;
            let mut succeeded = 0;
            for (result, took) in &calls {
                assert!(*took < MINUTE * 2, "{took:?}");
                match result {
                    Ok(_) => succeeded += 1,
                    Err(error) => {
                        assert!(matches!(error, Error::Transport(_)) && error.is_retryable(), "{error}")
                    }
                }
            }
            // The budget starts with 100 retries, and each success adds one at most.
            let retries = server.request_count() - 1000;
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
    });
}

#[test]
fn an_outage_gets_hardly_more_requests_than_there_are_calls() {
    alone(async {
        let outages = [error(503, "server_unavailable"), Reply::Close, Reply::SendAndReset(Vec::new())];
        for (outage, call) in outages.iter().flat_map(|outage| CALLS.map(|call| (outage.clone(), call))) {
            let server = Server::responding_with(move |_| outage.clone()).await;
            let client = builder(&server).build().expect("valid");
            let mut attempts = 0;
            for _ in 0..20 {
                for result in join_all((0..50).map(|_| call(&client))).await {
                    attempts += result.expect_err("an outage").attempts() as usize;
                }
            }
            assert_eq!(server.request_count(), attempts);
            // The budget of 100 retries is spent, and no success refills it.
            assert_eq!(attempts, 1100);
        }
    });
}
