// Tokens, from consent to refusal: an OAuth client that knows nothing of Stytch, and what the official SDK makes of them.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as oauth from "openid-client";
import stytch from "stytch";

const base_url = process.env.STYTCH_BASE_URL;
const settings = {
  project_id: process.env.STYTCH_PROJECT_ID,
  secret: process.env.STYTCH_SECRET,
  custom_base_url: base_url,
};
const consumer = new stytch.Client(settings);
const b2b = new stytch.B2BClient(settings);
const issuer = new URL(base_url);
const callback = "https://app.example.com/callback";

beforeEach(() => fetch(`${base_url}/_sandbox/reset`, { method: "POST" }));

// Where the browser would be after the consent page, and what the client needs to know of the request.
async function authorize(config, parameters) {
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier();
  const expectedState = oauth.randomState();
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: "openid offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    ...parameters,
  });
  const response = await fetch(url, { redirect: "manual" });
  assert.equal(response.status, 302, await response.text());
  const location = new URL(response.headers.get("location"));
  return [location, { pkceCodeVerifier, expectedState, idTokenExpected: true }];
}

async function tokens(config, parameters) {
  return oauth.authorizationCodeGrant(config, ...(await authorize(config, parameters)));
}

const isRefused = (error) => error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";

async function live(config) {
  oauth.enableNonRepudiationChecks(config);
  const [denied, checks] = await authorize(config, { deny: "" });
  await assert.rejects(oauth.authorizationCodeGrant(config, denied, checks), { error: "access_denied" });

  const [location, known] = await authorize(config);
  const first = await oauth.authorizationCodeGrant(config, location, known);
  assert.equal(first.claims().sub, "user-1");
  assert.equal(first.expires_in, 3600);
  await assert.rejects(oauth.authorizationCodeGrant(config, location, known), isRefused);

  const refreshed = await oauth.refreshTokenGrant(config, first.refresh_token);
  const { active, sub } = await oauth.tokenIntrospection(config, refreshed.access_token);
  assert.deepEqual([active, sub], [true, "user-1"]);
  await oauth.tokenRevocation(config, refreshed.refresh_token);
  assert.equal((await oauth.tokenIntrospection(config, refreshed.access_token)).active, false);
  await assert.rejects(oauth.refreshTokenGrant(config, refreshed.refresh_token), isRefused);
  return first;
}

test("a client that registers itself lives its whole life", async () => {
  const metadata = { redirect_uris: [callback], token_endpoint_auth_method: "none", client_name: "An agent" };
  for (const algorithm of ["oidc", "oauth2"]) {
    const config = await oauth.dynamicClientRegistration(issuer, metadata, oauth.None(), { algorithm });
    const first = await live(config);
    await assert.rejects(oauth.refreshTokenGrant(config, first.refresh_token), isRefused, "the next one replaced it");
  }
});

test("a confidential client proves itself in the header or in the body", async () => {
  const { connected_app: app } = await consumer.connectedApp.clients.create({
    client_type: "third_party",
    redirect_urls: [callback],
  });
  for (const authentication of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
    const config = await oauth.discovery(issuer, app.client_id, undefined, authentication(app.client_secret));
    await live(config);
    const stranger = await oauth.discovery(issuer, app.client_id, undefined, authentication("wrong"));
    await assert.rejects(tokens(stranger), (error) => error.status === 401);
  }
});

test("a revoked grant is refused at once by everybody who asks, and a new consent is another", async () => {
  const { connected_app: app } = await consumer.connectedApp.clients.create({
    client_type: "first_party_public",
    redirect_urls: [callback],
  });
  const config = await oauth.discovery(issuer, app.client_id, undefined, oauth.None());
  const { access_token, refresh_token } = await tokens(config);
  await consumer.users.revoke({ user_id: "user-1", connected_app_id: app.client_id });
  await assert.rejects(oauth.refreshTokenGrant(config, refresh_token), isRefused);
  assert.equal((await oauth.tokenIntrospection(config, access_token)).active, false);
  const anew = await tokens(config);
  assert.equal((await oauth.tokenIntrospection(config, anew.access_token)).active, true);
  assert.equal((await oauth.tokenIntrospection(config, access_token)).active, false);
});

test("the SDK introspects a Member's token locally and over the network", async () => {
  const { connected_app: app } = await b2b.connectedApp.clients.create({
    client_type: "first_party",
    redirect_urls: [callback],
    access_token_template_content: '{"plan": "gold"}',
  });
  const config = await oauth.discovery(issuer, app.client_id, undefined, oauth.ClientSecretPost(app.client_secret));
  const { access_token: token } = await tokens(config, { person: "organization-1/member-1" });
  const credentials = { client_id: app.client_id, client_secret: app.client_secret };
  const network = await b2b.idp.introspectTokenNetwork({ token, ...credentials });
  const local = await b2b.idp.introspectTokenLocal(token);
  for (const claims of [network, local]) {
    assert.equal(claims.subject, "member-1");
    assert.equal(claims.scope, "openid offline_access");
    assert.deepEqual(claims.audience, [settings.project_id]);
    assert.equal(claims.issuer, base_url);
    assert.deepEqual(claims.organization, { organization_id: "organization-1", slug: "acme" });
    assert.equal(claims.custom_claims.plan, "gold");
  }
  // The key set in the SDK's cache lacks the new key, so it is fetched again.
  await fetch(`${base_url}/_sandbox/rotate_keys`, { method: "POST" });
  const { access_token: next } = await tokens(config, { person: "organization-1/member-1" });
  assert.equal((await new stytch.B2BClient(settings).idp.introspectTokenLocal(next)).subject, "member-1");

  const revocation = { organization_id: "organization-1", member_id: "member-1", connected_app_id: app.client_id };
  await b2b.organizations.members.connectedApps.revoke(revocation);
  await assert.rejects(b2b.idp.introspectTokenNetwork({ token, ...credentials }), { code: "token_invalid" });
  assert.equal((await b2b.idp.introspectTokenLocal(token)).subject, "member-1", "which is why one has to ask");
});

test("the SDK exchanges a token for a session", async () => {
  const { connected_app: app } = await consumer.connectedApp.clients.create({
    client_type: "first_party_public",
    redirect_urls: [callback],
    full_access_allowed: true,
  });
  const config = await oauth.discovery(issuer, app.client_id, undefined, oauth.None());
  const full = { scope: "openid full_access" };
  const { access_token } = await tokens(config, full);
  const made = await consumer.sessions.exchangeAccessToken({ access_token, session_duration_minutes: 60 });
  const factor = made.session.authentication_factors[0];
  assert.equal(factor.oauth_access_token_exchange_factor.client_id, app.client_id);
  assert.equal((await consumer.sessions.authenticateJwtLocal({ session_jwt: made.session_jwt })).user_id, "user-1");
  await assert.rejects(consumer.sessions.exchangeAccessToken({ access_token }), {
    error_type: "idp_access_token_could_not_be_exchanged",
  });
  const other = await tokens(config, { ...full, person: "organization-1/member-1" });
  const members = await b2b.sessions.exchangeAccessToken({ access_token: other.access_token });
  assert.equal(members.member_session.organization_slug, "acme");
});

test("an empty query finds everybody", async () => {
  const query = { operator: "AND" };
  assert.equal((await consumer.users.search({ query: {} })).results.length, 1);
  assert.equal((await consumer.users.search({ query })).results.length, 1);
  assert.equal((await b2b.organizations.search({ query })).organizations.length, 1);
});
