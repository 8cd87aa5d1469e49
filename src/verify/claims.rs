//! The claims of a token, and the checks that need nothing else.

use std::{fmt, mem};

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::verify::error::{TokenKind, VerifyError};
use crate::verify::strict::Unique;

#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Vec<String>>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
    organization: Option<OrganizationClaim>,
    /// The claims that have no name here.
    custom: Map<String, Value>,
}

/// The Organization in a Member's token.
#[derive(Debug, Clone)]
pub(super) struct OrganizationClaim {
    pub(super) organization_id: String,
    pub(super) slug: Option<String>,
}

impl OrganizationClaim {
    fn of(value: Value) -> Option<Self> {
        let Value::Object(mut members) = value else { return None };
        let organization_id = text(members.remove("organization_id")?)?;
        let slug = members.remove("slug").filter(|slug| !slug.is_null());
        Some(Self { organization_id, slug: slug.map(text).unwrap_or_default() })
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A string, or a list of strings.
fn audiences(value: Value) -> Option<Vec<String>> {
    match value {
        Value::String(audience) => Some(vec![audience]),
        Value::Array(audiences) => audiences.into_iter().map(text).collect(),
        _ => None,
    }
}

/// The claims that have a name here, by their places in what was seen.
const NAMES: [&str; 10] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "client_id",
    "scope",
    "https://stytch.com/organization",
];

/// In one pass, and by hand: serde's own derive buffers everything for the custom claims, which costs a tenth of what the
/// signature does.
impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ClaimsVisitor)
    }
}

struct ClaimsVisitor;

impl<'de> Visitor<'de> for ClaimsVisitor {
    type Value = Claims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Claims, A::Error> {
        let wrong = || A::Error::custom("a claim is wrong");
        let (mut claims, mut seen) = (Claims::default(), [false; NAMES.len()]);
        while let Some(name) = access.next_key::<String>()? {
            let Some(place) = NAMES.iter().position(|known| *known == name) else {
                if claims.custom.insert(name, access.next_value::<Unique>()?.0).is_some() {
                    return Err(wrong());
                }
                continue;
            };
            if mem::replace(&mut seen[place], true) {
                return Err(wrong());
            }
            match NAMES[place] {
                "iss" => claims.iss = access.next_value()?,
                "sub" => claims.sub = access.next_value()?,
                "exp" => claims.exp = access.next_value()?,
                "nbf" => claims.nbf = access.next_value()?,
                "iat" => claims.iat = access.next_value()?,
                "jti" => claims.jti = access.next_value()?,
                "client_id" => claims.client_id = access.next_value()?,
                "scope" => claims.scope = access.next_value()?,
                "aud" => {
                    let value = access.next_value::<Option<Unique>>()?;
                    claims.aud = value.map(|value| audiences(value.0).ok_or_else(wrong)).transpose()?;
                }
                _ => {
                    let value = access.next_value::<Option<Unique>>()?;
                    let claim = value.map(|value| OrganizationClaim::of(value.0).ok_or_else(wrong));
                    claims.organization = claim.transpose()?;
                }
            }
        }
        Ok(claims)
    }
}

/// The settings that claims are checked against.
#[derive(Debug)]
pub(super) struct Rules {
    /// At least one of these has to be in `aud`.
    pub(super) audiences: Vec<String>,
    /// In seconds.
    pub(super) leeway: f64,
    /// In seconds since `iat`.
    pub(super) longest_age: f64,
}

/// The claims of an access token, all of which are right but perhaps the issuer.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) issuer: String,
    pub(super) person: String,
    pub(super) app: String,
    pub(super) organization: Option<OrganizationClaim>,
    pub(super) scope: String,
    pub(super) audiences: Vec<String>,
    pub(super) expires: f64,
    pub(super) issued: f64,
    pub(super) id: Option<String>,
    pub(super) custom: Map<String, Value>,
}

impl Claims {
    pub(super) fn parse(payload: &[u8]) -> Result<Self, VerifyError> {
        let wrong = "the token's claims are not those of a JWT, or one is there twice";
        serde_json::from_slice(payload).map_err(|_| VerifyError::Malformed(wrong))
    }

    /// The claims, if they are those of an access token that is valid now, in seconds since 1970.
    pub(super) fn check(self, rules: &Rules, now: f64) -> Result<Checked, VerifyError> {
        if let Some(kind) = self.other_kind() {
            return Err(VerifyError::Kind(kind));
        }
        let missing = VerifyError::MissingClaim;
        let issuer = self.iss.ok_or(missing("iss"))?;
        let person = self.sub.ok_or(missing("sub"))?;
        let app = self.client_id.ok_or(missing("client_id"))?;
        let audiences = self.aud.ok_or(missing("aud"))?;
        let expires = time(self.exp, "exp")?;
        let starts = time(self.nbf, "nbf")?;
        let issued = time(self.iat, "iat")?;
        for (name, value) in [("sub", &person), ("client_id", &app)] {
            if value.is_empty() || value.contains(char::is_control) {
                return Err(VerifyError::InvalidClaim(name));
            }
        }
        if !audiences.iter().any(|audience| rules.audiences.contains(audience)) {
            return Err(VerifyError::Audience);
        }
        if has_expired(expires, rules, now) {
            return Err(VerifyError::Expired);
        }
        if starts.max(issued) > now + rules.leeway {
            return Err(VerifyError::NotYetValid);
        }
        if now - issued > rules.longest_age + rules.leeway {
            return Err(VerifyError::TooOld);
        }
        Ok(Checked {
            issuer,
            person,
            app,
            organization: self.organization,
            scope: self.scope.unwrap_or_default(),
            audiences,
            expires,
            issued,
            id: self.jti,
            custom: self.custom,
        })
    }

    /// The token's kind, if it is not an access token.
    fn other_kind(&self) -> Option<TokenKind> {
        let has = |name: &str| self.custom.contains_key(name);
        let starts = |claim: &Option<String>, prefix: &str| {
            claim.as_ref().is_some_and(|claim| claim.starts_with(prefix))
        };
        if has("https://stytch.com/session") {
            return Some(TokenKind::SessionJwt);
        }
        // A machine grants to itself.
        let is_own = self.sub.is_some() && self.sub == self.client_id;
        if is_own || starts(&self.sub, "m2m-client-") || starts(&self.client_id, "m2m-client-") {
            return Some(TokenKind::M2m);
        }
        // An ID token's audience is the app.
        let audiences = self.aud.as_deref().unwrap_or_default();
        let is_own = |audience: &String| self.client_id.as_ref() == Some(audience);
        let is_for_app = audiences.iter().any(is_own)
            || (!audiences.is_empty()
                && audiences.iter().all(|audience| audience.starts_with("connected-app-")));
        let is_of_login = ["nonce", "at_hash", "c_hash", "auth_time"].into_iter().any(has);
        (is_for_app || (is_of_login && self.client_id.is_none())).then_some(TokenKind::IdToken)
    }
}

impl Checked {
    /// Returns whether the token has expired since it was checked.
    pub(super) fn has_expired(&self, rules: &Rules, now: f64) -> bool {
        has_expired(self.expires, rules, now)
    }
}

fn has_expired(expires: f64, rules: &Rules, now: f64) -> bool {
    now >= expires + rules.leeway
}

/// A time in seconds since 1970, before the year 10,000.
fn time(claim: Option<f64>, name: &'static str) -> Result<f64, VerifyError> {
    let seconds = claim.ok_or(VerifyError::MissingClaim(name))?;
    if (0.0..253_402_300_800.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(VerifyError::InvalidClaim(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The result for a token that is issued and valid from 1000 on and expires at 2000, with a leeway of 10 s and a
    /// longest age of 500 s.
    fn at(now: f64, changes: &[(&str, f64)]) -> Result<(), VerifyError> {
        let mut claims = json!({
            "iss": "i", "sub": "s", "aud": "a", "client_id": "c", "exp": 2000, "nbf": 1000, "iat": 1000,
        });
        for (name, value) in changes {
            claims[name] = (*value).into();
        }
        let rules = Rules { audiences: vec!["a".to_owned()], leeway: 10.0, longest_age: 500.0 };
        Claims::parse(claims.to_string().as_bytes())?.check(&rules, now).map(|_| ())
    }

    #[test]
    fn a_token_is_valid_from_its_start_to_its_end_with_the_leeway_on_both_sides() {
        for (now, changes, expected) in [
            (989.5, &[][..], "Err(NotYetValid)"),
            (990.0, &[], "Ok(())"),
            (1500.0, &[], "Ok(())"),
            (1510.0, &[], "Ok(())"),
            (1510.5, &[], "Err(TooOld)"),
            (2009.5, &[("iat", 1600.0)], "Ok(())"),
            (2010.0, &[("iat", 1600.0)], "Err(Expired)"),
            (1000.0, &[("nbf", 1010.0)], "Ok(())"),
            (1000.0, &[("nbf", 1010.5)], "Err(NotYetValid)"),
            (1000.0, &[("iat", 1010.0)], "Ok(())"),
            (1000.0, &[("iat", 1010.5)], "Err(NotYetValid)"),
            (0.0, &[("iat", 0.0), ("nbf", 0.0)], "Ok(())"),
            (0.0, &[("exp", 253_402_300_799.0), ("iat", 0.0), ("nbf", 0.0)], "Ok(())"),
            (0.0, &[("exp", 253_402_300_800.0)], "Err(InvalidClaim(\"exp\"))"),
            (0.0, &[("nbf", -0.5)], "Err(InvalidClaim(\"nbf\"))"),
        ] {
            assert_eq!(format!("{:?}", at(now, changes)), expected, "at {now} with {changes:?}");
        }
    }
}
