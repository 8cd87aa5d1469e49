use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};

/// A Member's session: either its token or its JWT.
///
/// Pass it to [`Client::with_member_session`](crate::Client::with_member_session). `Debug` does not print it.
#[derive(Clone)]
pub struct MemberSession {
    pub(super) header: HeaderName,
    /// `None` if a header cannot carry the value. Calls then fail.
    pub(super) value: Option<HeaderValue>,
}

impl MemberSession {
    /// The session's opaque token, sent as `X-Stytch-Member-Session`.
    pub fn token(token: impl AsRef<str>) -> Self {
        Self::new("x-stytch-member-session", token.as_ref())
    }

    /// The session's JSON Web Token, sent as `X-Stytch-Member-SessionJWT`. It is valid for five minutes.
    pub fn jwt(jwt: impl AsRef<str>) -> Self {
        Self::new("x-stytch-member-sessionjwt", jwt.as_ref())
    }

    fn new(header: &'static str, text: &str) -> Self {
        let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let mut value = visible.then(|| HeaderValue::from_str(text).ok()).flatten();
        if let Some(value) = &mut value {
            value.set_sensitive(true);
        }
        Self { header: HeaderName::from_static(header), value }
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
    fn the_header_is_sensitive() {
        for session in [MemberSession::token("a"), MemberSession::jwt("a")] {
            assert!(session.value.is_some_and(|value| value.is_sensitive()));
        }
    }
}
