"""Writes records for the tests of the report."""

import hashlib
import json
import random
import sqlite3
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "src/record/schema"

# What a third party may call its app.
HOSTILE = '"><img src=https://evil.example/x onerror=alert(1)><script>document.title="owned"</script>\u202egnp.exe'

APPS = [
    ("Acme Calendar Sync", "third_party", "openid calendar:read calendar:write offline_access"),
    ("Northwind CRM", "third_party", "openid profile email"),
    ("Support Copilot", "third_party_public", "openid tickets:read offline_access"),
    ("Field App", "first_party_public", "openid profile full_access"),
    ("Ledger Export", "third_party", "openid invoices:read"),
    ("MCP Inspector", "third_party_public", "openid offline_access mcp:tools"),
    ("Admin Console", "first_party", "openid profile email full_access"),
    ("Slide Maker", "third_party", "openid https://www.googleapis.com/auth/presentations.readonly"),
    (HOSTILE, "third_party_public", "openid <b>bold</b>"),
    ("Status Page", "first_party", "openid"),
    ("Unused", "first_party", "openid"),
]


# The scope of a review of everybody.
EVERYBODY = '{"users": "all", "organizations": "all"}'


# The head of the chain of evidence.
HEAD = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

# One of the Users.
ZOE = "zoë.müller@example.com"


def empty(path):
    """A record of a project without a review."""
    record = sqlite3.connect(path)
    for file in SCHEMA.iterdir():
        record.executescript(file.read_text())
    record.execute("PRAGMA application_id = 0x53415050")
    record.execute("PRAGMA user_version = 4")
    for digest in ("0" * 64, HEAD):
        evidence = "INSERT INTO evidence (at, of_table, of_row, content, hash) VALUES (?, 'review', 1, '{}', ?)"
        record.execute(evidence, ("2026-03-01T08:04:10.000Z", digest))
    record.execute("INSERT INTO project VALUES (1, 'project-test-0b3a')")
    return record


def write(path, grants):
    """A record of two reviews with at least this many grants in the second."""
    chance = random.Random(4)
    record = empty(path)
    for review, day in ((1, "2026-03-01"), (2, "2026-06-01")):
        times = (f"{day}T08:00:00.000Z", f"{day}T08:04:10.000Z")
        insert = "INSERT INTO review (review, started_at, finished_at, scope) VALUES (?, ?, ?, ?)"
        record.execute(insert, (review, *times, EVERYBODY))
        for kind in ("user", "organization"):
            record.execute("INSERT INTO search VALUES (?, ?, NULL, TRUE, NULL)", (review, kind))
        for at, (name, kind, _) in enumerate(APPS):
            if (review, at) not in ((1, 5), (2, 9)):
                record.execute("INSERT INTO app VALUES (?, ?, ?, ?)", (review, app_id(at), name, kind))
    subjects, rows = [], []
    for person in range(-(-grants // 4)):
        user = f"user-test-{person:08x}-5d7e-4c1b-9a50-2f0d6c1e7a11"
        name = ZOE if person == 3 else f"person{person}@example.com"
        subjects.append((2, "user", "", user, name, "done", None, None, None))
        for at in {chance.choice([0, 0, 1, 2, 3]), chance.choice([5, 7, 8])}:
            scopes = APPS[at][2].split()
            rows.append((2, app_id(at), "", user, in_any_order(chance, scopes[: chance.randint(1, len(scopes))])))
    for person in range(-(-grants // 4)):
        organization = f"organization-test-{person % 20:04x}-8c35-4a8e-8b1d-7a1f5d0c9e22"
        member = f"member-test-{person:08x}-1b2c-4d3e-8f40-5a6b7c8d9e0f"
        subjects.append((2, "member", organization, member, f"member{person}@example.com", "done", None, None, None))
        for at in {chance.choice([0, 1, 4]), chance.choice([6, 7])}:
            rows.append((2, app_id(at), organization, member, in_any_order(chance, APPS[at][2].split())))
    for number in range(20):
        organization = f"organization-test-{number:04x}-8c35-4a8e-8b1d-7a1f5d0c9e22"
        subjects.append((2, "organization", "", organization, f"Organization {number}", "done", None, None, None))
    failed = ("2026-06-01T08:02:00.000Z", "request-id-test-77", "get_user_connected_apps: 503 Service Unavailable")
    subjects.append((2, "user", "", "user-test-unlucky", "unlucky@example.com", "failed", *failed))
    record.executemany("INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", subjects)
    record.executemany("INSERT OR IGNORE INTO granted VALUES (?, ?, ?, ?, ?)", rows)
    earlier = "SELECT 1, app_id, organization_id, person_id, scopes FROM granted WHERE app_id <> ? AND rowid_ % 9"
    record.execute(
        earlier.replace("SELECT 1", "INSERT INTO granted SELECT 1").replace(
            "granted WHERE", "(SELECT *, row_number() OVER () AS rowid_ FROM granted) WHERE"
        ),
        (app_id(5),),
    )
    record.execute("INSERT INTO granted VALUES (1, ?, '', 'user-test-gone', 'openid')", (app_id(9),))
    gone = "2026-06-02T09:00:03.000Z"
    outcomes = [("revoked", gone), ("already_gone", gone), ("failed", None)]
    for number in range(max(3, grants // 10)):
        state, verified = outcomes[number % 3]
        error = None if verified else "revoke_user_connected_app: 503 Service Unavailable"
        revoke(record, 1, 9, "", f"user-test-{number}", "", state, number, verified, error)
    decide(record, max(8, grants // 10))
    keep_out(record)
    record.commit()
    record.close()


def write_leaver(path):
    """A record without a review: all that somebody had was revoked."""
    record = empty(path)
    for number, (organization, person) in enumerate((("", "user-test-1"), ("organization-test-1", "member-test-1"))):
        revoke(record, None, 0, organization, person, ZOE, "revoked", number, "2026-06-02T09:00:03.000Z", None)
    record.commit()
    record.close()


def decide(record, decisions):
    """Two reviewers' files: some keep until a day that has passed, some until one that has not."""
    for number, name in ((1, "q2/users.csv"), (2, "q2/" + HOSTILE + ".csv")):
        record.execute(
            "INSERT INTO decision_file VALUES (?, 2, ?, ?, '2026-06-02T10:00:00.000Z', 'ops@example.com')",
            (number, name, f"{number:064x}"),
        )
    record.execute(
        "INSERT INTO decision (decision_file, line, app_id, app_name, client_type, organization_id, organization_name, "
        "person_id, name, scopes, word, reviewer, reason, expires) "
        "SELECT 1 + (organization_id <> ''), n + 1, app_id, app_name, app_type, organization_id, organization_name, "
        "person_id, person, scopes, iif(n % 4, 'keep', 'revoke'), iif(n % 4 = 3, '', 'Ann'), "
        "iif(n % 2, 'needed', ?), iif(n % 4 = 1, '2020-01-31', iif(n % 4 = 2, '2999-12-31', NULL)) "
        "FROM (SELECT *, row_number() OVER () AS n FROM grants WHERE review = 2 "
        "ORDER BY person_id, app_id LIMIT ?)",
        (HOSTILE, decisions),
    )


def revoke(record, review, at, organization, person, name, state, number, verified, error):
    record.execute(
        "INSERT INTO revocation (review, app_id, app_name, organization_id, person_id, name, scopes, state, planned_at, "
        "at, request_id, verified_at, error, dead_by) VALUES (?, ?, ?, ?, ?, ?, 'openid', ?, "
        "'2026-06-02T09:00:00.000Z', '2026-06-02T09:00:01.000Z', ?, ?, ?, ?)",
        (review, app_id(at), APPS[at][0], organization, person, name, state, f"request-id-test-{number}", verified, error,
         "2026-06-02T10:00:11.000Z" if verified else None),
    )


def keep_out(record):
    """The apps of the project, the sessions of a revoked one, a deletion and a block."""
    for review in (1, 2):
        for at, (name, kind, _) in enumerate(APPS):
            urls = json.dumps(["https://app.example.com/callback", f"https://{at}.evil.example/callback"])
            record.execute(
                "INSERT INTO project_app VALUES (?, ?, ?, ?, 'active', 'dynamic', ?, NULL, 0, 0, ?, '[]')",
                (review, app_id(at), name, kind, urls, 60 * review),
            )
    for number, (state, factors) in enumerate((("revoked", "app:a"), ("left", "app:a password"), ("failed", "app:a"))):
        record.execute(
            "INSERT INTO session (session_id, app_id, app_name, organization_id, person_id, name, factors, state, "
            "found_at, dead_by) VALUES (?, ?, ?, '', 'user-test-1', ?, ?, ?, '2026-06-02T09:00:01.000Z', ?)",
            (f"session-test-{number}", app_id(0), APPS[0][0], ZOE, factors, state, "2026-06-02T09:05:11.000Z"),
        )
    record.execute(
        "INSERT INTO app_deletion (reason, app_id, app_name, client_type, settings, review, people, state, planned_at) "
        "VALUES ('unused', ?, ?, 'third_party', '{}', 2, 0, 'done', '2026-06-02T09:00:01.000Z')",
        (app_id(40), HOSTILE),
    )
    lists = [hashlib.sha256(apps.encode()).hexdigest() for apps in ('[]', '["app"]')]
    record.execute("INSERT INTO app_list VALUES (?, '[]'), (?, '[\"app\"]')", lists)
    record.execute(
        "INSERT INTO policy_change (action, app_id, app_name, party, organization_id, organization_name, before_type, "
        "before_list, after_type, after_list, state, planned_at, sent_at) VALUES ('block', ?, ?, 'third_party', "
        "'organization-test-1', ?, 'ALL_ALLOWED', ?, 'RESTRICTED', ?, 'done', '2026-06-02T09:00:01.000Z', "
        "'2026-06-02T09:00:02.000Z')",
        (app_id(0), APPS[0][0], HOSTILE, *lists),
    )


def in_any_order(chance, scopes):
    return " ".join(chance.sample(scopes, len(scopes)))


def app_id(at):
    return f"connected-app-test-{at:08x}-7c1e-4b6a-9d02-3e4f5a6b7c8d"
