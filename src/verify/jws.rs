//! The compact serialization of a signed JWT (RFC 7515).

use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
};
use serde_json::Value;

use crate::verify::error::{TokenKind, VerifyError};
use crate::verify::strict;

/// The longest token that is looked at, in bytes. HTTP servers accept no longer headers.
const LONGEST: usize = 16 * 1024;

/// A signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, which Stytch uses.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
}

const ALGORITHMS: [(&str, Algorithm, &RsaParameters); 6] = [
    ("RS256", Algorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256),
    ("RS384", Algorithm::Rs384, &RSA_PKCS1_2048_8192_SHA384),
    ("RS512", Algorithm::Rs512, &RSA_PKCS1_2048_8192_SHA512),
    ("PS256", Algorithm::Ps256, &RSA_PSS_2048_8192_SHA256),
    ("PS384", Algorithm::Ps384, &RSA_PSS_2048_8192_SHA384),
    ("PS512", Algorithm::Ps512, &RSA_PSS_2048_8192_SHA512),
];

impl Algorithm {
    /// Its name in a header.
    pub(super) fn name(self) -> &'static str {
        ALGORITHMS.iter().find(|(_, other, _)| *other == self).map_or("", |(name, ..)| name)
    }
}

/// Identifies a token whose signature is right: its first bytes, which nobody can choose.
pub(super) type TokenId = [u8; 16];

/// A public key.
pub(super) type Key = PublicKeyComponents<Vec<u8>>;

/// A signed token whose signature is not verified yet.
#[derive(Debug)]
pub(super) struct Jws<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) kid: String,
    /// The header and the payload, which the signature covers.
    signed: &'a str,
    signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> Jws<'a> {
    /// Reads the header. `accepted` are the algorithms that the verifier accepts.
    pub(super) fn parse(token: &'a str, accepted: &[Algorithm]) -> Result<Self, VerifyError> {
        if token.len() > LONGEST {
            return Err(VerifyError::TooLong);
        }
        if token.is_empty() {
            return Err(VerifyError::Malformed("there is no token"));
        }
        if !token.contains('.') {
            return Err(VerifyError::Kind(TokenKind::Opaque));
        }
        let wrong = VerifyError::Malformed("the token is not a signed JWT of three parts");
        let Some((signed, signature)) = token.rsplit_once('.') else { return Err(wrong) };
        let Some((header, payload)) = signed.split_once('.') else { return Err(wrong) };
        if payload.contains('.') {
            return Err(wrong);
        }
        let wrong = "the token's header is not that of a JWT, or has a member twice";
        let mut header = strict::object(&decoded(header)?).ok_or(VerifyError::Malformed(wrong))?;
        if header.contains_key("crit") {
            return Err(VerifyError::Malformed("the token has a critical extension, `crit`"));
        }
        let mut given = |name: &str| match header.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(VerifyError::Malformed(wrong)),
        };
        let is_jwt = |typ: &String| {
            let typ = typ.to_ascii_lowercase();
            ["jwt", "at+jwt"].contains(&typ.strip_prefix("application/").unwrap_or(&typ))
        };
        if !given("typ")?.as_ref().is_none_or(is_jwt) {
            return Err(VerifyError::Malformed("the token's `typ` is not `JWT`"));
        }
        let alg = given("alg")?.ok_or(VerifyError::Malformed(wrong))?;
        let algorithm = ALGORITHMS.iter().find(|(name, ..)| *name == alg);
        let algorithm = algorithm.map(|(_, algorithm, _)| *algorithm);
        let Some(algorithm) = algorithm.filter(|algorithm| accepted.contains(algorithm)) else {
            return Err(VerifyError::Algorithm);
        };
        let Some(kid) = given("kid")? else {
            return Err(VerifyError::Malformed("the token's header has no `kid`"));
        };
        Ok(Self { algorithm, kid, signed, signature: decoded(signature)?, payload })
    }

    /// The payload, if the signature is that of one of the keys.
    pub(super) fn verify(&self, keys: &[Arc<Key>]) -> Result<Vec<u8>, VerifyError> {
        let parameters = ALGORITHMS.iter().find(|(_, algorithm, _)| *algorithm == self.algorithm);
        let is_signed = |(.., parameters): &(&str, Algorithm, &RsaParameters)| {
            keys.iter().any(|key| key.verify(parameters, self.signed.as_bytes(), &self.signature).is_ok())
        };
        if parameters.is_some_and(is_signed) { decoded(self.payload) } else { Err(VerifyError::Signature) }
    }

    pub(super) fn id(&self) -> TokenId {
        let mut id = TokenId::default();
        id.iter_mut().zip(&self.signature).for_each(|(to, from)| *to = *from);
        id
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, VerifyError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| VerifyError::Malformed("a part of the token is not base64url without padding"))
}
