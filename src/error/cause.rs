//! The causes behind an error of the HTTP library.

use std::error::Error;
use std::fmt;
use std::io;
use std::iter::successors;

use super::redaction::Redaction;

/// An error of the HTTP library or one of its causes, as redacted text: an HTTP/2 GOAWAY frame, for example,
/// carries text that the server chooses.
pub(super) struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    /// The error and its causes, without the URL and the secrets.
    pub(super) fn new(error: reqwest::Error, redaction: &Redaction) -> Option<Self> {
        let error = error.without_url();
        let texts: Vec<String> =
            causes(&error).map(|cause| redaction.presentable(&cause.to_string())).collect();
        let chain = texts.into_iter().rev().fold(None, |source, text| Some(Box::new(Self { text, source })));
        chain.map(|cause| *cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)?;
        self.source.iter().try_for_each(|source| write!(f, ", from {source:?}"))
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}

/// The error itself and its causes, from the outermost to the root.
pub(crate) fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    successors(Some(error as &(dyn Error + 'static)), |&error| {
        // `io::Error::source` skips the error that it wraps.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}

/// Returns whether the server said over HTTP/2 that it has not processed the request: it refused the stream, or
/// it was closing the connection.
pub(crate) fn is_refused(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        let reason = error.reason();
        let refused = error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM);
        let closing = error.is_go_away() && reason == Some(h2::Reason::NO_ERROR);
        error.is_remote() && (refused || closing)
    })
}
