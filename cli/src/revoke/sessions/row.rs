use rusqlite::Transaction;
use stytch_connected_apps::types::{RevokeMemberSessionRequest, RevokeUserSessionRequest};
use stytch_connected_apps::{Client, Error};

use crate::record::sessions::{Session, set};
use crate::revoke::dead_by;
use crate::revoke::row::{Outcome, Row};

/// A session to end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    session_id: String,
    is_members: bool,
}

impl Row for Session {
    type Target = Target;

    fn id(&self) -> i64 {
        self.id
    }

    fn target(&self) -> Target {
        Target { session_id: self.session_id.clone(), is_members: !self.organization_id.is_empty() }
    }

    fn outcome(&mut self) -> Outcome<'_> {
        let Self { state, sent_at, at, request_id, error, .. } = self;
        Outcome { state, sent_at, at, request_id, error }
    }

    async fn call(client: Client, Target { session_id, is_members }: Target) -> Result<String, Error> {
        let response = match is_members {
            false => {
                let body = RevokeUserSessionRequest::builder().session_id(session_id);
                client.revoke_user_session().body(body).await
            }
            true => {
                let body = RevokeMemberSessionRequest::builder().member_session_id(session_id);
                client.revoke_member_session().body(body).await
            }
        };
        response.map(|response| response.request_id)
    }

    fn write(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let ended = self.at.as_deref().filter(|_| self.state.is_gone());
        self.dead_by = ended.and_then(dead_by::of_session);
        set(transaction, self)
    }
}
