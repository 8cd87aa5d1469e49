"""Tokens, from consent to refusal, by the official SDK for Python against the sandbox."""

import base64
import hashlib
import json
import ssl
import unittest
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import os

import stytch
from stytch.core.response_base import StytchError

from test_life import BASE_URL, CALLBACK, MEMBER, SETTINGS, sandbox

VERIFIER = "a-verifier-of-at-least-43-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def consent(client_id, person, scope):
    """The code that a person's consent gives."""
    parameters = {
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": scope,
        "person": person,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=context))
    try:
        opener.open(f"{BASE_URL}/_sandbox/authorize?{urlencode(parameters)}")
    except urllib.error.HTTPError as response:
        return parse_qs(urlsplit(response.headers["location"]).query)["code"][0]
    raise AssertionError("no redirect")


def tokens(client_id, person, scope="openid"):
    fields = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": consent(client_id, person, scope),
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    request = urllib.request.Request(f"{BASE_URL}/v1/oauth2/token", urlencode(fields).encode())
    with urllib.request.urlopen(request, context=context) as response:
        return json.loads(response.read())


class Tokens(unittest.TestCase):
    def setUp(self):
        sandbox("POST", "reset")
        self.consumer = stytch.Client(**SETTINGS)
        self.b2b = stytch.B2BClient(**SETTINGS)
        self.app = self.consumer.connected_app.clients.create(
            client_type="first_party_public",
            redirect_urls=[CALLBACK],
            full_access_allowed=True,
            access_token_template_content='{"plan": "gold"}',
        ).connected_app

    def test_a_members_token_is_introspected_locally_and_over_the_network(self):
        client_id = self.app.client_id
        token = tokens(client_id, "organization-1/member-1", "openid profile")["access_token"]
        network = self.b2b.idp.introspect_token_network(token, client_id)
        local = self.b2b.idp.introspect_access_token_local(token)
        for claims in [network, local]:
            self.assertEqual((claims.subject, claims.scope), ("member-1", "openid profile"))
            self.assertEqual(claims.audience, [SETTINGS["project_id"]])
            self.assertEqual(claims.issuer, BASE_URL)
            self.assertEqual(claims.organization_claim, {"organization_id": "organization-1", "slug": "acme"})
            self.assertEqual(claims.custom_claims["plan"], "gold")
        self.b2b.organizations.members.connected_apps.revoke(connected_app_id=client_id, **MEMBER)
        self.assertIsNone(self.b2b.idp.introspect_token_network(token, client_id))
        self.assertIsNotNone(self.b2b.idp.introspect_access_token_local(token), "which is why one has to ask")

    def test_a_users_token_is_introspected_locally_and_over_the_network(self):
        client_id = self.app.client_id
        token = tokens(client_id, "user-1")["access_token"]
        self.assertEqual(self.consumer.idp.introspect_token_network(token, client_id).subject, "user-1")
        self.assertEqual(self.consumer.idp.introspect_access_token_local(token).subject, "user-1")
        sandbox("POST", "advance", {"seconds": 3600})
        self.assertIsNone(self.consumer.idp.introspect_token_network(token, client_id))

    def test_both_exchanges_are_decoded(self):
        client_id = self.app.client_id
        token = tokens(client_id, "user-1", "full_access")["access_token"]
        made = self.consumer.sessions.exchange_access_token(access_token=token, session_duration_minutes=60)
        self.assertEqual(made.user.emails[0].email, "user-1@example.com")
        factor = made.session.authentication_factors[0].oauth_access_token_exchange_factor
        self.assertEqual(factor.client_id, client_id)
        self.assertEqual(len(self.consumer.sessions.get_jwks(project_id=SETTINGS["project_id"]).keys), 1)
        token = tokens(client_id, "organization-1/member-1", "full_access")["access_token"]
        made = self.b2b.sessions.exchange_access_token(access_token=token)
        self.assertEqual((made.member.member_id, made.member_session.organization_slug), ("member-1", "acme"))
        with self.assertRaises(StytchError) as raised:
            self.b2b.sessions.exchange_access_token(access_token=token)
        self.assertEqual(raised.exception.details.error_type, "idp_access_token_could_not_be_exchanged")


if __name__ == "__main__":
    unittest.main()
