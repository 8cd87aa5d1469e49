//! Sessions that apps make from their access tokens. Such a session outlives the grant: no page of Stytch's says that a
//! revoked grant ends it, so it ends only by a revocation of its own, or by its time.

use serde_json::{Value, json};

use crate::seed::Session;
use crate::state::holder::Holder;
use crate::state::oauth::claims::SESSION_JWT_LIFE;
use crate::state::oauth::{fresh, key};
use crate::state::open_sessions::Open;
use crate::state::sessions::LONGEST;
use crate::state::{Refusal, Request, State};

/// How old a token may be, in seconds.
const OLDEST: i64 = 300;

/// The shortest session that can be asked for and the one that a request gets without asking, in minutes.
const SHORTEST: i64 = 5;
const USUAL: i64 = 60;

pub(in crate::state) fn for_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    exchange(state, request, |holder| matches!(holder, Holder::User(_)))
}

pub(in crate::state) fn for_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    exchange(state, request, |holder| matches!(holder, Holder::Member { .. }))
}

fn exchange(
    state: &mut State,
    request: &Request<'_>,
    is_meant: fn(&Holder) -> bool,
) -> Result<Value, Refusal> {
    let now = request.now;
    let minutes = request.body.get("session_duration_minutes").and_then(Value::as_i64).unwrap_or(USUAL);
    if !(SHORTEST..=LONGEST).contains(&minutes) {
        let message = format!("session_duration_minutes: between {SHORTEST} and {LONGEST}");
        return Err(Refusal::bad_request(message));
    }
    let key = key(request.string("access_token").unwrap_or_default());
    let access = state.oauth.access.get(&key, now).map(|(_, access)| access);
    let access = access.filter(|access| is_meant(&access.consent.holder) && state.holds(access.consent));
    let Some(access) = access else { return Err(Refusal::new(404, "idp_access_token_not_found")) };
    let app = state.apps.get(access.consent.app).filter(|app| !app.is_third_party());
    let scope = access.claims["scope"].as_str().unwrap_or_default();
    let is_full = scope.split(' ').any(|scope| scope == "full_access");
    let is_young = now - access.claims["iat"].as_i64().unwrap_or_default() <= OLDEST;
    let Some(app) = app.filter(|_| is_full && is_young && !access.is_exchanged) else {
        return Err(Refusal::new(404, "idp_access_token_could_not_be_exchanged"));
    };
    let (holder, app) = (access.consent.holder, app.client_id.clone());
    if let Some(access) = state.oauth.access.get_mut(&key) {
        access.is_exchanged = true;
    }
    Ok(open(state, holder, app, request, minutes))
}

/// Opens the session. The response has whatever the official SDKs insist on.
fn open(state: &mut State, holder: Holder, app: String, request: &Request<'_>, minutes: i64) -> Value {
    let (now, token) = (request.now, fresh());
    let session = Session::new(token.as_str(), state.person(holder)).app(app);
    let custom_claims = request.body.get("session_custom_claims").cloned().unwrap_or_else(|| json!({}));
    let open = Open::new(session, holder, now, now.saturating_add(minutes * 60));
    let mut open = Open { is_made: true, custom_claims: custom_claims.clone(), ..open };
    let shown = state.shown_session(&open);
    let mut about = shown.clone();
    about["id"] = open.id.clone().into();
    let claims = state.session_claims(holder, about, custom_claims, now);
    let jwt = state.oauth.keys.sign(&claims);
    open.jwt = Some((jwt.clone(), now.saturating_add(SESSION_JWT_LIFE)));
    state.sessions.open(open);
    let mut response = Value::Object(state.shown(holder));
    let (id, session) = match holder {
        Holder::User(_) => ("user_id", "session"),
        Holder::Member { .. } => ("member_id", "member_session"),
    };
    response[id] = state.subject(holder).into();
    response[session] = shown;
    response["session_token"] = token.into();
    response["session_jwt"] = jwt.into();
    response
}
