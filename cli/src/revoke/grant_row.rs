use std::sync::Arc;

use rusqlite::Transaction;
use stytch_connected_apps::{Client, Error};

use crate::record::results::Grant;
use crate::record::revocations::{Revocation, set};
use crate::revoke::dead_by::TokenLives;
use crate::revoke::row::{Outcome, Row};

/// A revocation with the lives of its app's tokens.
#[derive(Debug)]
pub struct GrantRow {
    pub revocation: Revocation,
    pub lives: Arc<TokenLives>,
}

impl Row for GrantRow {
    type Target = Grant;

    fn id(&self) -> i64 {
        self.revocation.id
    }

    fn target(&self) -> Grant {
        self.revocation.of.grant.clone()
    }

    fn outcome(&mut self) -> Outcome<'_> {
        let Revocation { state, sent_at, at, request_id, error, .. } = &mut self.revocation;
        Outcome { state, sent_at, at, request_id, error }
    }

    async fn call(client: Client, grant: Grant) -> Result<String, Error> {
        let Grant { app_id, organization_id, person_id, .. } = grant;
        let response = match organization_id.is_empty() {
            true => client.revoke_user_connected_app().user_id(person_id).connected_app_id(app_id).await,
            false => {
                let call = client.revoke_member_connected_app().organization_id(organization_id);
                call.member_id(person_id).connected_app_id(app_id).await
            }
        };
        response.map(|response| response.request_id)
    }

    fn write(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        self.lives.mark(&mut self.revocation);
        set(transaction, &self.revocation)
    }
}
