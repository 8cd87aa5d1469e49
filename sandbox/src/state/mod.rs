//! The sandbox's state, and a function for each operation that it knows. These refer to operations and their fields by
//! strings, so that another document builds. The responses of other operations are their examples.
//!
//! The behaviour is the one that Stytch documents. Where it documents none, a comment states the decision.

mod apps;
mod authorization;
mod clients;
mod deletion;
mod grants;
mod holder;
mod oauth;
mod one_line;
mod open_sessions;
mod people;
mod policy;
mod request;
mod search;
mod sessions;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::mem;

use serde_json::Value;

pub(super) use request::{Refusal, Request};

use crate::seed::{App, Seed};
use crate::state::apps::Apps;
use crate::state::holder::Holder;
use crate::state::oauth::OAuth;
use crate::state::open_sessions::OpenSessions;

/// The function of an operation. The response gets its `status_code` and `request_id` later.
pub(super) type Behaviour = fn(&mut State, &Request<'_>) -> Result<Value, Refusal>;

const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("get_user_connected_apps", grants::of_user),
    ("revoke_user_connected_app", grants::revoke_of_user),
    ("get_member_connected_apps", grants::of_member),
    ("revoke_member_connected_app", grants::revoke_of_member),
    ("list_organization_connected_apps", grants::of_organization),
    ("get_organization_connected_app", grants::organization_app),
    ("create_connected_app_client", clients::create),
    ("search_connected_app_clients", clients::search),
    ("get_connected_app_client", clients::get),
    ("update_connected_app_client", clients::update),
    ("delete_connected_app_client", clients::delete),
    ("start_connected_app_client_secret_rotation", clients::start_rotation),
    ("complete_connected_app_client_secret_rotation", clients::complete_rotation),
    ("cancel_connected_app_client_secret_rotation", clients::cancel_rotation),
    ("start_user_authorization", authorization::start_for_user),
    ("authorize_user", authorization::complete_for_user),
    ("start_member_authorization", authorization::start_for_member),
    ("authorize_member", authorization::complete_for_member),
    ("search_users", people::search_users),
    ("get_user", people::get_user),
    ("search_organizations", people::search_organizations),
    ("get_organization", people::get_organization),
    ("update_organization", people::update_organization),
    ("search_members", people::search_members),
    ("get_member", people::get_member),
    ("delete_user", deletion::delete_user),
    ("delete_member", deletion::delete_member),
    ("introspect_token", oauth::introspect),
    ("revoke_token", oauth::revoke),
    ("get_authorization_server_metadata", oauth::metadata),
    ("get_jwks", oauth::jwks),
    ("get_b2b_jwks", oauth::jwks),
    ("exchange_user_access_token", oauth::for_user),
    ("exchange_member_access_token", oauth::for_member),
    ("list_user_sessions", sessions::list_of_user),
    ("revoke_user_session", sessions::revoke_of_user),
    ("list_member_sessions", sessions::list_of_member),
    ("revoke_member_session", sessions::revoke_of_member),
];

/// A route of the authorization server that is no operation of the document's: it is for apps, not for the project.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Takes a form as well as JSON.
    pub(super) takes_form: bool,
    pub(super) behaviour: Behaviour,
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "POST",
        path: "/v1/public/{project_id}/oauth2/token",
        takes_form: true,
        behaviour: oauth::token,
    },
    Endpoint {
        method: "POST",
        path: "/v1/public/{project_id}/oauth2/register",
        takes_form: false,
        behaviour: oauth::register,
    },
    Endpoint {
        method: "GET",
        path: "/v1/public/{project_id}/.well-known/openid-configuration",
        takes_form: false,
        behaviour: oauth::metadata,
    },
    Endpoint {
        method: "GET",
        path: "/v1/public/{project_id}/.well-known/jwks.json",
        takes_form: false,
        behaviour: oauth::jwks,
    },
];

/// The body of a request as the operation of this id reads it, if that is not as it was sent.
pub(super) fn completed(id: &str, body: &Value) -> Option<Value> {
    match id {
        "search_users" | "search_organizations" | "search_members" => search::with_whole_query(body),
        _ => None,
    }
}

/// The function of the operation of this id, if the sandbox knows it.
pub(super) fn behaviour(id: &str) -> Option<Behaviour> {
    BEHAVIOURS.iter().find(|(known, _)| *known == id).map(|(_, behaviour)| *behaviour)
}

/// The seed as it has become, and where in it everybody is.
pub(super) struct State {
    /// Without the apps.
    seed: Seed,
    apps: Apps,
    /// Users by id and external id.
    users: HashMap<String, usize>,
    /// Organizations by id, slug and external id.
    organizations: HashMap<String, usize>,
    /// Members by id and external id, for each Organization.
    members: Vec<HashMap<String, usize>>,
    sessions: OpenSessions,
    oauth: OAuth,
    /// How many of a person's grants to an app, by its number, were revoked.
    revoked: HashMap<(Holder, usize), u64>,
    /// How many people have granted access to each app, so that nobody is asked about an app that has no grants.
    holders: HashMap<String, usize>,
    random: fastrand::Rng,
}

impl State {
    /// The state at the start. The error names the wrong field of the seed.
    pub(super) fn new(seed: Seed, now: i64) -> Result<Self, String> {
        let mut random = fastrand::Rng::with_seed(0);
        let mut seed = seed.whole()?;
        for app in &mut seed.apps {
            complete(app, &mut random);
        }
        let (mut users, mut organizations, mut members) = (HashMap::new(), HashMap::new(), Vec::new());
        for (at, user) in seed.users.iter().enumerate() {
            users.extend(user.external_id.iter().chain([&user.user_id]).map(|id| (id.clone(), at)));
        }
        for (at, organization) in seed.organizations.iter_mut().enumerate() {
            let id = &organization.organization_id;
            for name in [&mut organization.organization_name, &mut organization.organization_slug] {
                if name.is_empty() {
                    name.clone_from(id);
                }
            }
            let ids = [&organization.organization_id, &organization.organization_slug];
            let ids = ids.into_iter().chain(&organization.organization_external_id);
            organizations.extend(ids.map(|id| (id.clone(), at)));
            let all = organization.members.iter().enumerate();
            let ids = all.flat_map(|(at, member)| {
                member.external_id.iter().chain([&member.member_id]).map(move |id| (id.clone(), at))
            });
            members.push(ids.collect());
        }
        let mut holders = HashMap::<String, usize>::new();
        for grant in seed.grants() {
            match holders.get_mut(&grant.app) {
                Some(count) => *count += 1,
                None => _ = holders.insert(grant.app.clone(), 1),
            }
        }
        let apps = Apps::new(mem::take(&mut seed.apps));
        let mut state = Self {
            seed,
            apps,
            users,
            organizations,
            members,
            sessions: OpenSessions::default(),
            oauth: OAuth::default(),
            revoked: HashMap::new(),
            holders,
            random,
        };
        state.index_sessions(now)?;
        if let Some(person) = &state.seed.authorize_as
            && state.holder(person).is_err()
        {
            return Err(format!("authorize_as: {person} is not in the seed"));
        }
        Ok(state)
    }

    /// The state as a seed: without codes, tokens and the sessions that apps have made from them.
    pub(super) fn snapshot(&self) -> Seed {
        let mut seed = self.seed.clone();
        seed.apps = self.apps.all().cloned().collect();
        seed.sessions = self.sessions.seeded().cloned().collect();
        // Deleted Users have left their places.
        seed.users.retain(|user| !user.user_id.is_empty());
        seed.authorize_as.take_if(|person| self.holder(person).is_err());
        seed
    }

    /// Signs with a new key from now on.
    pub(super) fn rotate_keys(&mut self, now: i64) {
        self.oauth.keys.rotate(now);
    }

    /// A JSON Web Token with these claims, signed like those that the state issues.
    pub(super) fn sign(&mut self, claims: &Value) -> String {
        self.oauth.keys.sign(claims)
    }

    /// A signature of this header and this payload, whatever they are.
    pub(super) fn sign_raw(&self, header: &str, payload: &str) -> String {
        self.oauth.keys.sign_raw(header, payload)
    }

    fn app(&self, id: &str) -> Result<&App, Refusal> {
        let app = self.apps.number(id).and_then(|number| self.apps.get(number));
        app.ok_or(Refusal::new(404, "connected_app_not_found"))
    }

    fn app_mut(&mut self, id: &str) -> Result<&mut App, Refusal> {
        self.apps.get_mut(id).ok_or(Refusal::new(404, "connected_app_not_found"))
    }

    fn new_secret(&mut self) -> String {
        secret(&mut self.random)
    }
}

/// An id in the form of Stytch's.
pub(super) fn new_id(uuid: u128, prefix: &str) -> String {
    format!(
        "{prefix}-test-{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        uuid >> 96,
        (uuid >> 80) & 0xffff,
        (uuid >> 64) & 0xffff,
        (uuid >> 48) & 0xffff,
        uuid & 0xffff_ffff_ffff
    )
}

/// 44 characters, like Stytch's secrets and codes.
fn secret(random: &mut fastrand::Rng) -> String {
    (0..44).map(|_| random.alphanumeric()).collect()
}

/// Gives an app the name and the secret that a seed leaves out.
fn complete(app: &mut App, random: &mut fastrand::Rng) {
    if app.client_name.is_empty() {
        app.client_name.clone_from(&app.client_id);
    }
    if app.is_public() {
        (app.client_secret, app.next_client_secret) = (None, None);
    } else if app.client_secret.is_none() {
        app.client_secret = Some(secret(random).into());
    }
}
