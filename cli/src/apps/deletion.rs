use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::change::{Change, Sent};
use crate::job::gate::Gate;
use crate::missing::Missing;
use crate::record::app_deletions::{AppDeletion, TABLE};
use crate::record::outcomes::Outcome;

impl Change for AppDeletion {
    const TABLE: &'static str = TABLE;
    const VERB: &'static str = "delete";

    fn id(&self) -> i64 {
        self.id
    }

    fn subject(&self) -> &str {
        &self.app_id
    }

    fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    fn outcome_mut(&mut self) -> &mut Outcome {
        &mut self.outcome
    }

    async fn send(client: Client, _: Arc<Gate>, deletion: Arc<Self>) -> Result<Sent, Error> {
        match client.delete_connected_app_client().client_id(&*deletion.app_id).await {
            Ok(response) => Ok(Sent::Made(response.request_id)),
            Err(error) if Missing::of(&error) == Some(Missing::App) => {
                // A retry may find gone what an earlier attempt of the same call has deleted.
                let request_id = error.request_id().map(str::to_owned);
                match error.attempts() > error.rejected_attempts() + 1 {
                    true => Ok(Sent::FoundAfterRetry(request_id)),
                    false => Ok(Sent::Found(request_id)),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn verify(client: Client, deletion: Arc<Self>) -> Result<Result<(), String>, Error> {
        match client.get_connected_app_client().client_id(&*deletion.app_id).await {
            Ok(_) => Ok(Err("still there after the deletion".to_owned())),
            Err(error) if Missing::of(&error) == Some(Missing::App) => Ok(Ok(())),
            Err(error) => Err(error),
        }
    }
}
