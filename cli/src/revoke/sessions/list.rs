use std::sync::Arc;

use stytch_connected_apps::types::AuthenticationFactor;
use stytch_connected_apps::{Client, Error};

use crate::job::gate::Gate;
use crate::missing::Missing;
use crate::names::Person;
use crate::revoke::granted;

/// A person's open sessions, as Stytch lists them.
#[derive(Debug, Default)]
pub struct List {
    pub request_id: Option<String>,
    pub sessions: Vec<Listed>,
}

#[derive(Debug)]
pub struct Listed {
    pub id: String,
    /// The apps that have a factor.
    pub apps: Vec<String>,
    /// The types of the other factors.
    pub others: Vec<String>,
    pub started_at: Option<String>,
    pub expires_at: Option<String>,
}

/// Lists the sessions of a person. Somebody who is gone has none, but one 404 alone may be a mistake: the list of the
/// person's apps has to say so too.
pub async fn list(client: Client, gate: Arc<Gate>, person: Person) -> Result<List, Error> {
    match sessions(client.clone(), person.clone()).await {
        Err(error) if Missing::of(&error).is_some() => {
            gate.pass().await;
            match granted::apps(client, person).await {
                Ok(_) => Err(error),
                Err(second) if Missing::of(&second).is_some() => {
                    Ok(List { request_id: error.request_id().map(str::to_owned), sessions: Vec::new() })
                }
                Err(second) => Err(second),
            }
        }
        list => list,
    }
}

async fn sessions(client: Client, (organization, person): Person) -> Result<List, Error> {
    match organization.is_empty() {
        true => client.list_user_sessions().user_id(person).await.map(|response| {
            let sessions = response.sessions.into_iter().map(|session| {
                let times = (session.started_at, session.expires_at);
                listed(session.session_id, session.authentication_factors, times)
            });
            List { request_id: response.request_id, sessions: sessions.collect() }
        }),
        false => {
            let call = client.list_member_sessions().organization_id(organization).member_id(person);
            call.await.map(|response| {
                let sessions = response.member_sessions.into_iter().map(|session| {
                    let times = (session.started_at, session.expires_at);
                    listed(session.member_session_id, session.authentication_factors, times)
                });
                List { request_id: response.request_id, sessions: sessions.collect() }
            })
        }
    }
}

fn listed(
    id: String,
    factors: Vec<AuthenticationFactor>,
    (started_at, expires_at): (Option<String>, Option<String>),
) -> Listed {
    let (mut apps, mut others) = (Vec::new(), Vec::new());
    for factor in factors {
        match factor.oauth_access_token_exchange_factor {
            Some(app) => apps.push(app.client_id),
            None => others.push(factor.type_),
        }
    }
    Listed { id, apps, others, started_at, expires_at }
}
