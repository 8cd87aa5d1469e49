use std::fmt;

use serde::{Deserialize, Serialize};
use stytch_connected_apps::Secret;

/// A User, by id, or a Member, by the ids of the Organization and the Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected a User's id, or an object with `organization` and `member`"
)]
pub enum Person {
    /// A User.
    User(String),
    /// A Member.
    Member {
        /// The Organization's id.
        organization: String,
        /// The Member's id.
        member: String,
    },
}

impl Person {
    pub(super) fn new(user: impl Into<String>) -> Self {
        Self::User(user.into())
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "the User `{id}`"),
            Self::Member { organization, member } => write!(f, "the Member `{member}` of `{organization}`"),
        }
    }
}

impl<O: Into<String>, M: Into<String>> From<(O, M)> for Person {
    fn from((organization, member): (O, M)) -> Self {
        Self::Member { organization: organization.into(), member: member.into() }
    }
}

/// A session of a User or a Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Session {
    /// The session's token, or its JWT.
    pub token: Secret,
    /// Whose session it is.
    pub person: Person,
    /// The actions that the Member's Roles permit for every Member, such as `get.connected-apps`. By default the Member has
    /// Stytch's default Role `stytch_member`, and with [`is_admin`](super::Member::is_admin) also `stytch_admin`: the
    /// first permits every action for the Member's own apps, the second for everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
}

impl Session {
    /// A session of a User, or of a Member with Stytch's default Roles.
    pub fn new(token: impl Into<Secret>, person: impl Into<Person>) -> Self {
        Self { token: token.into(), person: person.into(), actions: None }
    }

    /// Permits these actions, for every Member of the Organization, such as `get.connected-apps` and
    /// `revoke.connected-app`, and no others.
    #[must_use]
    pub fn actions<T: Into<String>>(mut self, actions: impl IntoIterator<Item = T>) -> Self {
        self.actions = Some(actions.into_iter().map(Into::into).collect());
        self
    }
}
