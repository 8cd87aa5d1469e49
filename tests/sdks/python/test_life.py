"""The life of an app and of its grants, by the official SDK for Python against the sandbox."""

import json
import os
import ssl
import unittest
import urllib.request
from urllib.parse import parse_qs, urlsplit

import stytch
from stytch.core.response_base import StytchError
from stytch.b2b.models.organizations_members import GetConnectedAppsRequestOptions
from stytch.b2b.models.organizations_members_connected_apps import RevokeRequestOptions
from stytch.consumer.models.users import SearchUsersQuery
from stytch.shared.method_options import Authorization

BASE_URL = os.environ["STYTCH_BASE_URL"]
SETTINGS = {
    "project_id": os.environ["STYTCH_PROJECT_ID"],
    "secret": os.environ["STYTCH_SECRET"],
    "custom_base_url": BASE_URL + "/",
}
CALLBACK = "https://app.example.com/callback"
MEMBER = {"organization_id": "organization-1", "member_id": "member-1"}


def sandbox(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{BASE_URL}/_sandbox/{path}", data, headers, method=method)
    context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    with urllib.request.urlopen(request, context=context) as response:
        text = response.read()
        return json.loads(text) if text else None


def ids(apps):
    return sorted(app.connected_app_id for app in apps)


class Life(unittest.TestCase):
    def setUp(self):
        sandbox("POST", "reset")
        self.consumer = stytch.Client(**SETTINGS)
        self.b2b = stytch.B2BClient(**SETTINGS)

    def assert_refused(self, status_code, error_type, call, **arguments):
        with self.assertRaises(StytchError) as raised:
            call(**arguments)
        details = raised.exception.details
        self.assertEqual((details.status_code, details.error_type), (status_code, error_type))
        self.assertTrue(details.request_id.startswith("request-id-test-"))

    def test_an_app_and_its_grants_from_the_first_day_to_the_last(self):
        clients = self.consumer.connected_app.clients
        app = clients.create(client_type="third_party", client_name="An agent", redirect_urls=[CALLBACK]).connected_app
        self.assertEqual(len(app.client_secret), 44)
        asked = {
            "client_id": app.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scopes": ["openid", "profile"],
        }

        oauth = self.consumer.idp.oauth
        self.assertTrue(oauth.authorize_start(user_id="user-1", **asked).consent_required)
        denied = oauth.authorize(consent_granted=False, user_id="user-1", **asked)
        self.assertEqual(parse_qs(urlsplit(denied.redirect_uri).query)["error"], ["access_denied"])
        consented = oauth.authorize(consent_granted=True, user_id="user-1", state="a state", **asked)
        query = parse_qs(urlsplit(consented.redirect_uri).query)
        self.assertEqual(query, {"code": [consented.authorization_code], "state": ["a state"]})
        self.assertFalse(oauth.authorize_start(user_id="user-1", **asked).consent_required)

        oauth = self.b2b.idp.oauth
        self.assertEqual(oauth.authorize_start(**asked, **MEMBER).member.member_id, "member-1")
        oauth.authorize(consent_granted=True, **asked, **MEMBER)

        everybodys = sorted([app.client_id, "calendar"])
        organizations = self.b2b.organizations
        self.assertEqual(ids(self.consumer.users.connected_apps(user_id="user-1").connected_apps), everybodys)
        self.assertEqual(ids(organizations.members.get_connected_apps(**MEMBER).connected_apps), everybodys)
        self.assertEqual(ids(organizations.connected_apps(organization_id="acme").connected_apps), everybodys)
        one = organizations.get_connected_app(organization_id="acme", connected_app_id=app.client_id)
        self.assertEqual([member.granted_scopes for member in one.active_members], [["openid", "profile"]])

        rotating = clients.secrets.rotate_start(client_id=app.client_id).connected_app
        self.assertEqual(rotating.client_secret_last_four, app.client_secret[-4:])
        self.assert_refused(
            400, "connected_app_already_rotating_secret", clients.secrets.rotate_start, client_id=app.client_id
        )
        clients.secrets.rotate_cancel(client_id=app.client_id)
        self.assert_refused(
            400, "connected_app_not_rotating_secret", clients.secrets.rotate_cancel, client_id=app.client_id
        )
        rotating = clients.secrets.rotate_start(client_id=app.client_id).connected_app
        clients.secrets.rotate(client_id=app.client_id)
        rotated = clients.get(client_id=app.client_id).connected_app
        self.assertEqual(rotated.client_secret_last_four, rotating.next_client_secret[-4:])

        granted = {"user_id": "user-1", "connected_app_id": app.client_id}
        self.consumer.users.revoke(**granted)
        self.assertEqual(ids(self.consumer.users.connected_apps(user_id="user-1").connected_apps), ["calendar"])
        self.assert_refused(404, "connected_app_not_found", self.consumer.users.revoke, **granted)
        organizations.members.connected_apps.revoke(connected_app_id=app.client_id, **MEMBER)
        self.assertEqual(ids(organizations.connected_apps(organization_id="acme").connected_apps), ["calendar"])

        clients.update(client_id=app.client_id, client_name="Renamed")
        found = clients.search(limit=100).connected_apps
        self.assertEqual(sorted(app.client_name for app in found), ["Renamed", "calendar"])
        clients.delete(client_id=app.client_id)
        self.assert_refused(404, "connected_app_not_found", clients.get, client_id=app.client_id)

    def test_a_members_session_narrows_what_a_call_may_do(self):
        members = self.b2b.organizations.members

        def revoke(**session):
            options = RevokeRequestOptions(authorization=Authorization(**session))
            return members.connected_apps.revoke(connected_app_id="calendar", method_options=options, **MEMBER)

        reading = GetConnectedAppsRequestOptions(authorization=Authorization(session_token="may-read"))
        self.assertEqual(len(members.get_connected_apps(method_options=reading, **MEMBER).connected_apps), 1)
        self.assert_refused(403, "session_authorization_error", revoke, session_token="may-read")
        self.assert_refused(404, "session_not_found", revoke, session_token="nobody's")
        self.assert_refused(
            400, "too_many_session_arguments", revoke, session_token="may-all", session_jwt="may-all"
        )
        self.assertEqual(revoke(session_token="may-all").status_code, 200)

    def test_people_are_found_and_got(self):
        users = self.consumer.users
        self.assertEqual([user.user_id for user in users.search(limit=10).results], ["user-1"])
        self.assertEqual(users.get(user_id="user-1").emails[0].email, "user-1@example.com")
        organizations = self.b2b.organizations
        self.assertEqual(organizations.get(organization_id="acme").organization.organization_slug, "acme")
        self.assertEqual(len(organizations.members.search(organization_ids=["organization-1"]).members), 2)
        self.assert_refused(404, "user_not_found", users.get, user_id="user-2")

    def test_a_search_with_an_empty_query_or_any_documented_filter(self):
        search = self.consumer.users.search
        self.assertEqual(len(search(query=SearchUsersQuery(operator="AND", operands=[])).results), 1)
        times = {"greater_than": "2025-01-01T00:00:00Z", "less_than": "2027-01-01T00:00:00Z"}
        for name, value, found in [
            ("created_at_between", times, 1),
            ("created_at_less_than", "2025-01-01T00:00:00Z", 0),
            ("full_name_fuzzy", "Lovelace", 0),
            ("email_verified", True, 1),
            ("phone_number", ["+15005550006"], 0),
            ("phone_number_fuzzy", "5550", 0),
            ("phone_verified", False, 0),
            ("phone_id", ["phone-number-test-1"], 0),
        ]:
            operand = {"filter_name": name, "filter_value": value}
            results = search(query=SearchUsersQuery(operator="AND", operands=[operand])).results
            self.assertEqual(len(results), found, name)

    def test_every_documented_error_arrives_as_the_sdks_error(self):
        operation = "get_user_connected_apps"

        def list_apps():
            return self.consumer.users.connected_apps(user_id="user-1")

        def respond(status, body, **headers):
            response = {"status": status, "body": body, "headers": headers}
            sandbox("POST", "on", {"operation": operation, "times": 1, "respond": response})

        for status, error_type in [
            (400, "bad_request"),
            (401, "unauthorized_credentials"),
            (403, "session_authorization_error"),
            (404, "user_not_found"),
            (429, "too_many_requests"),
            (500, "internal_server_error"),
        ]:
            error = {"status_code": status, "request_id": "request-id-test-1", "error_message": "A message."}
            respond(status, {"error_type": error_type, **error})
            self.assert_refused(status, error_type, list_apps)
        error = {"status_code": 400, "request_id": "request-id-test-1", "error_description": "…"}
        respond(400, {"error": "invalid_request", **error})
        self.assert_refused(400, "invalid_request", list_apps)
        respond(502, "<html>", **{"content-type": "text/html"})
        with self.assertRaises(StytchError) as raised:
            list_apps()
        self.assertEqual(raised.exception.details.status_code, 502)
        self.assertEqual(len(list_apps().connected_apps), 1)

        stranger = stytch.Client(**{**SETTINGS, "secret": "wrong"})
        self.assert_refused(401, "unauthorized_credentials", stranger.users.connected_apps, user_id="user-1")
        log = sandbox("GET", f"requests?operation={operation}")["requests"]
        self.assertEqual([request["status"] for request in log], [400, 401, 403, 404, 429, 500, 400, 502, 200, 401])


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_the_asynchronous_client_is_served_too(self):
        sandbox("POST", "reset")
        async with stytch.Client(**SETTINGS) as client:
            apps = await client.users.connected_apps_async(user_id="user-1")
        self.assertEqual(ids(apps.connected_apps), ["calendar"])


if __name__ == "__main__":
    unittest.main()
