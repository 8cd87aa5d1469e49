//! A Member's session, as a header.

use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};

/// A Member's session, by its token or its JWT; never both.
///
/// Give it to [`Client::with_member_session`](crate::Client::with_member_session). It holds a
/// secret and does not print it.
#[derive(Clone)]
pub struct MemberSession {
    pub(crate) header: HeaderName,
    /// `None` where the text given cannot be a session; the call that would send it says so.
    pub(crate) value: Option<HeaderValue>,
}

impl MemberSession {
    /// The session's opaque token, sent as `X-Stytch-Member-Session`.
    pub fn token(token: impl AsRef<str>) -> Self {
        Self::new("x-stytch-member-session", token.as_ref())
    }

    /// The session's JSON Web Token, good for five minutes, sent as `X-Stytch-Member-SessionJWT`.
    pub fn jwt(jwt: impl AsRef<str>) -> Self {
        Self::new("x-stytch-member-sessionjwt", jwt.as_ref())
    }

    fn new(header: &'static str, text: &str) -> Self {
        let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let value = visible.then(|| HeaderValue::from_str(text).ok()).flatten();
        Self {
            header: HeaderName::from_static(header),
            value: value.map(|mut value| {
                value.set_sensitive(true);
                value
            }),
        }
    }

    /// The text given, for taking it out of what a server sends back.
    pub(crate) fn secret(&self) -> Option<&str> {
        self.value.as_ref()?.to_str().ok()
    }
}

impl fmt::Debug for MemberSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemberSession").field("header", &self.header).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_marked_so_that_no_library_logs_it() {
        for session in [MemberSession::token("a"), MemberSession::jwt("a")] {
            assert!(session.value.is_some_and(|value| value.is_sensitive()));
        }
    }
}
