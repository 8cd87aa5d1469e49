// The life of an app and of its grants, by the official SDK for Node against the sandbox.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import stytch from "stytch";

const base_url = process.env.STYTCH_BASE_URL;
const settings = {
  project_id: process.env.STYTCH_PROJECT_ID,
  secret: process.env.STYTCH_SECRET,
  custom_base_url: base_url,
};
const consumer = new stytch.Client(settings);
const b2b = new stytch.B2BClient(settings);
const callback = "https://app.example.com/callback";
const member = { organization_id: "organization-1", member_id: "member-1" };

async function sandbox(method, path, body) {
  const json = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${base_url}/_sandbox/${path}`, { method, ...json });
  assert.ok(response.ok, await response.clone().text());
  return response.status === 204 ? undefined : response.json();
}

async function rejects(call, status_code, error_type) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof stytch.StytchError, error);
    assert.deepEqual([error.status_code, error.error_type], [status_code, error_type]);
    assert.match(error.request_id, /^request-id-test-/);
    return true;
  });
}

const ids = (list) => list.map((app) => app.connected_app_id).sort();

beforeEach(() => sandbox("POST", "reset"));

test("an app and its grants, from the first day to the last", async () => {
  const { connected_app: app } = await consumer.connectedApp.clients.create({
    client_type: "third_party",
    client_name: "An agent",
    redirect_urls: [callback],
  });
  assert.equal(app.client_secret.length, 44);
  const asked = {
    client_id: app.client_id,
    redirect_uri: callback,
    response_type: "code",
    scopes: ["openid", "profile"],
  };

  const user = { ...asked, user_id: "user-1" };
  assert.equal((await consumer.idp.oauth.authorizeStart(user)).consent_required, true);
  const denied = await consumer.idp.oauth.authorize({ ...user, consent_granted: false });
  assert.equal(new URL(denied.redirect_uri).searchParams.get("error"), "access_denied");
  const consented = await consumer.idp.oauth.authorize({ ...user, consent_granted: true, state: "a state" });
  const redirect = new URL(consented.redirect_uri).searchParams;
  assert.deepEqual([redirect.get("code"), redirect.get("state")], [consented.authorization_code, "a state"]);
  assert.equal((await consumer.idp.oauth.authorizeStart(user)).consent_required, false);

  assert.equal((await b2b.idp.oauth.authorizeStart({ ...asked, ...member })).member.member_id, "member-1");
  await b2b.idp.oauth.authorize({ ...asked, ...member, consent_granted: true });

  const everybodys = [app.client_id, "calendar"].sort();
  assert.deepEqual(ids((await consumer.users.connectedApps({ user_id: "user-1" })).connected_apps), everybodys);
  assert.deepEqual(ids((await b2b.organizations.members.getConnectedApps(member)).connected_apps), everybodys);
  const organization = { organization_id: "acme" };
  assert.deepEqual(ids((await b2b.organizations.connectedApps(organization)).connected_apps), everybodys);
  const one = { ...organization, connected_app_id: app.client_id };
  const { active_members } = await b2b.organizations.getConnectedApp(one);
  assert.deepEqual(active_members, [{ member_id: "member-1", granted_scopes: ["openid", "profile"] }]);

  const client = { client_id: app.client_id };
  const { secrets } = consumer.connectedApp.clients;
  const { connected_app: rotating } = await secrets.rotateStart(client);
  assert.equal(rotating.client_secret_last_four, app.client_secret.slice(-4));
  await rejects(secrets.rotateStart(client), 400, "connected_app_already_rotating_secret");
  await secrets.rotateCancel(client);
  await rejects(secrets.rotateCancel(client), 400, "connected_app_not_rotating_secret");
  const { next_client_secret } = (await secrets.rotateStart(client)).connected_app;
  await secrets.rotate(client);
  const { connected_app: rotated } = await consumer.connectedApp.clients.get(client);
  assert.equal(rotated.client_secret_last_four, next_client_secret.slice(-4));

  const granted = { user_id: "user-1", connected_app_id: app.client_id };
  await consumer.users.revoke(granted);
  assert.deepEqual(ids((await consumer.users.connectedApps({ user_id: "user-1" })).connected_apps), ["calendar"]);
  await rejects(consumer.users.revoke(granted), 404, "connected_app_not_found");
  await b2b.organizations.members.connectedApps.revoke({ ...member, connected_app_id: app.client_id });
  assert.deepEqual(ids((await b2b.organizations.connectedApps(organization)).connected_apps), ["calendar"]);

  await consumer.connectedApp.clients.update({ ...client, client_name: "Renamed" });
  const { connected_apps } = await consumer.connectedApp.clients.search({ limit: 100 });
  assert.deepEqual(connected_apps.map((app) => app.client_name).sort(), ["Renamed", "calendar"]);
  await consumer.connectedApp.clients.delete(client);
  await rejects(consumer.connectedApp.clients.get(client), 404, "connected_app_not_found");
});

test("a member's session narrows what a call may do", async () => {
  const as = (session_token) => ({ authorization: { session_token } });
  const revocation = { ...member, connected_app_id: "calendar" };
  const { members } = b2b.organizations;
  assert.equal((await members.getConnectedApps(member, as("may-read"))).connected_apps.length, 1);
  await rejects(members.connectedApps.revoke(revocation, as("may-read")), 403, "session_authorization_error");
  await rejects(members.connectedApps.revoke(revocation, as("nobody's")), 404, "session_not_found");
  const both = { authorization: { session_token: "may-all", session_jwt: "may-all" } };
  await rejects(members.connectedApps.revoke(revocation, both), 400, "too_many_session_arguments");
  await members.connectedApps.revoke(revocation, as("may-all"));
});

test("people are found and got", async () => {
  const { results } = await consumer.users.search({ limit: 10 });
  assert.deepEqual(results.map((user) => user.user_id), ["user-1"]);
  assert.equal((await consumer.users.get({ user_id: "user-1" })).emails[0].email, "user-1@example.com");
  assert.equal((await b2b.organizations.get({ organization_id: "acme" })).organization.organization_slug, "acme");
  const found = await b2b.organizations.members.search({ organization_ids: ["organization-1"] });
  assert.equal(found.members.length, 2);
  await rejects(consumer.users.get({ user_id: "user-2" }), 404, "user_not_found");
});

test("every documented error arrives as the SDK's error", async () => {
  const operation = "get_user_connected_apps";
  const list = () => consumer.users.connectedApps({ user_id: "user-1" });
  for (const [status, error_type] of [
    [400, "bad_request"],
    [401, "unauthorized_credentials"],
    [403, "session_authorization_error"],
    [404, "user_not_found"],
    [429, "too_many_requests"],
    [500, "internal_server_error"],
  ]) {
    const body = { status_code: status, request_id: "request-id-test-1", error_type, error_message: "A message." };
    await sandbox("POST", "on", { operation, times: 1, respond: { status, body } });
    await rejects(list(), status, error_type);
  }
  const body = { status_code: 400, request_id: "request-id-test-1", error: "invalid_request", error_description: "…" };
  await sandbox("POST", "on", { operation, times: 1, respond: { status: 400, body } });
  await rejects(list(), 400, "invalid_request");
  await sandbox("POST", "on", { operation, times: 1, disconnect: true });
  await assert.rejects(list(), stytch.RequestError);
  const html = { status: 502, headers: { "content-type": "text/html" }, body: "<html>" };
  await sandbox("POST", "on", { operation, times: 1, respond: html });
  await assert.rejects(list(), stytch.RequestError);
  assert.equal((await list()).connected_apps.length, 1);

  const stranger = new stytch.Client({ ...settings, secret: "wrong" });
  await rejects(stranger.users.connectedApps({ user_id: "user-1" }), 401, "unauthorized_credentials");
  const { requests } = await sandbox("GET", `requests?operation=${operation}`);
  assert.deepEqual(requests.map((request) => request.status), [400, 401, 403, 404, 429, 500, 400, null, 502, 200, 401]);
});
