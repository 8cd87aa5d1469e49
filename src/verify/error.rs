use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// Why a token is not accepted.
///
/// All but [`Unavailable`](Self::Unavailable) are about the token: respond with 401 and `invalid_token`. No message
/// contains the token or a part of its signature.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum VerifyError {
    /// It is not a signed JWT. The message says what is wrong.
    Malformed(&'static str),
    /// It is longer than 16 KiB.
    TooLong,
    /// It is signed with another algorithm, or with none. Only RS256 is accepted, unless the verifier was asked for
    /// others.
    Algorithm,
    /// It is signed with a key that the project does not have.
    UnknownKey,
    /// The signature is not the key's.
    Signature,
    /// It is valid, but not an access token of a Connected App.
    Kind(TokenKind),
    /// It lacks a claim.
    MissingClaim(&'static str),
    /// A claim has a value that it cannot have.
    InvalidClaim(&'static str),
    /// Somebody else issued it.
    Issuer,
    /// It is for another service.
    Audience,
    /// It has expired.
    Expired,
    /// It is not valid yet. If the clocks of the issuer and this machine differ, raise the leeway.
    NotYetValid,
    /// It was issued longer ago than the verifier accepts.
    TooOld,
    /// The person, or somebody else, has revoked the app's access, or the token.
    Revoked,
    /// Stytch could not be asked. It says nothing about the token: respond with 503.
    Unavailable(Arc<Error>),
}

/// The kinds of token that are not access tokens of a Connected App. The project signs all but the last with the same
/// keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenKind {
    /// An ID token. It tells an app who the person is, and permits nothing.
    IdToken,
    /// The JWT of a User's or a Member's session.
    SessionJwt,
    /// An access token for a machine.
    M2m,
    /// No JWT but an opaque string, as refresh tokens and session tokens are.
    Opaque,
}

impl VerifyError {
    /// Stytch could not be asked, so the token may be valid.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Malformed(reason) => reason,
            Self::TooLong => "the token is longer than 16 KiB",
            Self::Algorithm => "the token is signed with an algorithm that is not accepted",
            Self::UnknownKey => "the token is signed with a key that the project does not have",
            Self::Signature => "the token's signature is wrong",
            Self::Kind(TokenKind::IdToken) => "this is an ID token, not an access token",
            Self::Kind(TokenKind::SessionJwt) => "this is the JWT of a session, not an access token",
            Self::Kind(TokenKind::M2m) => "this is an access token of a machine, not of a Connected App",
            Self::Kind(TokenKind::Opaque) => {
                "this is an opaque token, such as a refresh token, not an access token"
            }
            Self::MissingClaim(name) => return write!(f, "the token has no `{name}`"),
            Self::InvalidClaim(name) => return write!(f, "the token's `{name}` is wrong"),
            Self::Issuer => "the token has another issuer",
            Self::Audience => "the token is for another audience",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token is not valid yet",
            Self::TooOld => "the token was issued too long ago",
            Self::Revoked => "the app's access is revoked",
            Self::Unavailable(error) => {
                return write!(f, "Stytch could not be asked whether the token is valid: {error}");
            }
        };
        f.write_str(text)
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(error) => Some(&**error),
            _ => None,
        }
    }
}
