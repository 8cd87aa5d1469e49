// The official MCP client against src/bin/mcp.rs: from the first request to a revoked grant, and a new one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { MCP_URL, STYTCH_BASE_URL, STYTCH_PROJECT_ID, STYTCH_SECRET } = process.env;

/** Every request ends, one way or the other. */
const bounded = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });

/** What an MCP client keeps for a server. Its browser is `fetch`: the sandbox's page asks nobody. */
class Provider {
  redirectUrl = "http://localhost:8123/callback";
  clientMetadata = {
    client_name: "An agent",
    redirect_uris: [this.redirectUrl],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  };

  clientInformation = () => this.client;
  saveClientInformation = (client) => void (this.client = client);
  tokens = () => this.saved;
  saveTokens = (tokens) => void (this.saved = tokens);
  codeVerifier = () => this.verifier;
  saveCodeVerifier = (verifier) => void (this.verifier = verifier);

  async redirectToAuthorization(url) {
    this.asked = url;
    const response = await bounded(url, { redirect: "manual" });
    assert.equal(response.status, 302, await response.text());
    this.redirect = new URL(response.headers.get("location"));
  }
}

const transport = (authProvider) => new StreamableHTTPClientTransport(new URL(MCP_URL), { authProvider, fetch: bounded });
const agent = () => new Client({ name: "agent", version: "1" });

/** The first request of a client without a token. It asks the person, whose decision is then at the provider. */
async function ask(provider) {
  const first = transport(provider);
  await assert.rejects(agent().connect(first), UnauthorizedError);
  return first;
}

const code = (provider) => provider.redirect.searchParams.get("code");

const callTool = (client) => client.callTool({ name: "list_issues", arguments: {} });

/** The response to a request with this token, without the SDK. */
const presented = (token) =>
  bounded(MCP_URL, {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  });

async function isRefused(token) {
  const response = await presented(token);
  assert.equal(response.status, 401);
  const challenge = response.headers.get("www-authenticate");
  assert.match(challenge, /error="invalid_token", error_description="the app's access is revoked"/);
}

/** Takes the app's access back, as the person's own service does. */
async function revoke(app) {
  const response = await bounded(`${STYTCH_BASE_URL}/v1/users/user-1/connected_apps/${app}/revoke`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${STYTCH_PROJECT_ID}:${STYTCH_SECRET}`)}` },
  });
  assert.equal(response.status, 200, await response.text());
}

test("discovery, registration, a token, a tool call, a revocation, and a new consent", async () => {
  const { origin, pathname } = new URL(MCP_URL);
  const metadata = `${origin}/.well-known/oauth-protected-resource${pathname}`;
  const challenge = (await presented()).headers.get("www-authenticate");
  assert.equal(challenge, `Bearer resource_metadata="${metadata}", scope="read:issues"`);

  const provider = new Provider();
  await (await ask(provider)).finishAuth(code(provider));
  const client = agent();
  await client.connect(transport(provider));
  assert.match(provider.client.client_id, /^connected-app-/);
  const asked = Object.fromEntries(provider.asked.searchParams);
  assert.equal(provider.asked.origin, STYTCH_BASE_URL);
  assert.deepEqual([asked.resource, asked.scope], [MCP_URL, "read:issues"]);

  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), ["list_issues"]);
  const { content } = await callTool(client);
  assert.match(content[0].text, /of user-1: /);

  const old = provider.saved.access_token;
  await revoke(provider.client.client_id);
  // The client asks for consent again by itself.
  await assert.rejects(callTool(client), UnauthorizedError);
  await isRefused(old);

  await client.transport.finishAuth(code(provider));
  assert.notEqual(provider.saved.access_token, old);
  assert.match((await callTool(client)).content[0].text, /of user-1: /);
  await isRefused(old);
  await client.close();
});

test("a token that is not for this server is refused", async () => {
  const provider = new Provider();
  // As a client does that knows nothing of RFC 8707.
  provider.validateResourceURL = async () => undefined;
  await (await ask(provider)).finishAuth(code(provider));
  const response = await presented(provider.saved.access_token);
  assert.equal(response.status, 401);
  assert.match(response.headers.get("www-authenticate"), /the token is for another audience/);
});

test("a denied consent gives no token", async () => {
  const provider = new Provider();
  const redirect = provider.redirectToAuthorization;
  provider.redirectToAuthorization = (url) => redirect.call(provider, new URL(`${url}&deny`));
  await ask(provider);
  assert.equal(provider.redirect.searchParams.get("error"), "access_denied");
  assert.equal(code(provider), null);
});
