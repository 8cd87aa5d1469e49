-- The revocations. Names are as they were when the revocation was planned.
--
-- A row is `sent` from before its request leaves until the outcome is known. A grant that is found gone after such a
-- request, whose response was lost, is `revoked_response_lost`; without such a request it is `already_gone`.
CREATE TABLE revocation (
    revocation      INTEGER PRIMARY KEY,
    review          INTEGER REFERENCES review,  -- null if it was resolved live
    app_id          TEXT NOT NULL,
    app_name        TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    person_id       TEXT NOT NULL,
    name            TEXT NOT NULL,  -- of the person, if one was known
    scopes          TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'revoked', 'revoked_response_lost',
                        'already_gone', 'failed')),
    planned_at      TEXT NOT NULL,
    sent_at         TEXT,           -- of the first request that may have revoked the grant
    at              TEXT,           -- when the response came
    request_id      TEXT,           -- of the request with this outcome; for a lost response, of the one that found it gone
    verified_at     TEXT,           -- when it was verified as gone
    error           TEXT,
    operator        TEXT NOT NULL DEFAULT '',        -- who ran the command that planned it
    decision        INTEGER REFERENCES decision,     -- null without a file of decisions
    access_token_minutes INTEGER,   -- how long the app's access tokens live
    minutes_assumed      INTEGER NOT NULL DEFAULT 0,  -- 1 if Stytch did not say so: then it is the documented default
    recheck_seconds      INTEGER,   -- how long services rely on Stytch's last word, if that was given
    dead_by              TEXT,      -- when no service accepts a token of the grant any more, by this machine's clock
    end_sessions         TEXT NOT NULL DEFAULT 'none' CHECK (end_sessions IN ('none', 'app', 'all')),
    sessions_verified_at TEXT       -- when the sessions that are to be ended were verified as gone
);

-- A grant has one open revocation at most.
CREATE UNIQUE INDEX revocation_open ON revocation (app_id, organization_id, person_id) WHERE verified_at IS NULL;

CREATE INDEX revocation_grant ON revocation (app_id, organization_id, person_id);
