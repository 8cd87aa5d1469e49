use std::panic::resume_unwind;

/// Awaits work that goes on if the caller is dropped, as web frameworks do when a client disconnects: otherwise each of
/// its requests would ask again.
pub(super) async fn finished<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work).await {
        Ok(output) => output,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime shuts down, and the caller with it.
            Err(_) => std::future::pending().await,
        },
    }
}
