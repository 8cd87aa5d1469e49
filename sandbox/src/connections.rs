//! The open connections of a sandbox, of which there is a limit. Beyond it the connection closes that has been idle for
//! longest, so that clients that keep connections do not lock out others.

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::{Either, select};
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;

/// The connections, which close when it is dropped.
pub(super) struct Connections {
    most: usize,
    tasks: JoinSet<()>,
    open: HashMap<Id, (AbortHandle, Arc<Activity>)>,
    /// Tells that a connection has become idle.
    idle: Arc<Notify>,
}

/// The requests of a connection.
pub(super) struct Activity {
    state: Mutex<State>,
    idle: Arc<Notify>,
}

struct State {
    /// The requests whose responses are not sent yet.
    requests: usize,
    idle_since: Instant,
}

/// Makes its connection busy until it is dropped.
pub(super) struct Busy(Arc<Activity>);

impl Connections {
    pub(super) fn new(most: usize) -> Self {
        Self { most, tasks: JoinSet::new(), open: HashMap::new(), idle: Arc::default() }
    }

    /// Makes room for one more connection. If all are busy, it waits until one of them is not.
    pub(super) async fn make_room(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.forget(ended);
        }
        while self.open.len() >= self.most {
            if let Some(id) = self.longest_idle()
                && let Some((task, _)) = self.open.remove(&id)
            {
                task.abort();
                continue;
            }
            let ended = {
                let (ended, idle) = (pin!(self.tasks.join_next_with_id()), pin!(self.idle.notified()));
                match select(ended, idle).await {
                    Either::Left((ended, _)) => ended,
                    Either::Right(_) => None,
                }
            };
            ended.into_iter().for_each(|ended| self.forget(ended));
        }
    }

    /// Runs a connection.
    pub(super) fn open<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        run: impl FnOnce(Arc<Activity>) -> F,
    ) {
        let state = Mutex::new(State { requests: 0, idle_since: Instant::now() });
        let activity = Arc::new(Activity { state, idle: self.idle.clone() });
        let task = self.tasks.spawn(run(activity.clone()));
        self.open.insert(task.id(), (task, activity));
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.open.remove(&id);
    }

    fn longest_idle(&self) -> Option<Id> {
        let idle = self.open.iter().filter_map(|(id, (_, activity))| Some((activity.idle_since()?, *id)));
        idle.min_by_key(|(since, _)| *since).map(|(_, id)| id)
    }
}

impl Activity {
    /// Begins a request.
    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.lock().requests += 1;
        Busy(self.clone())
    }

    fn idle_since(&self) -> Option<Instant> {
        let state = self.lock();
        (state.requests == 0).then_some(state.idle_since)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.requests -= 1;
        if state.requests == 0 {
            state.idle_since = Instant::now();
            drop(state);
            self.0.idle.notify_one();
        }
    }
}

/// A response's body, which keeps its connection busy until it is sent or given up.
pub(super) struct BusyBody<B> {
    body: B,
    _busy: Busy,
}

impl Busy {
    pub(super) fn until_sent<B>(self, body: B) -> BusyBody<B> {
        BusyBody { body, _busy: self }
    }
}

impl<B: Body + Unpin> Body for BusyBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
