-- The sessions that a revoked app made from an access token, and what became of them. Those of a person are looked for
-- once the person's grant is revoked. The states are those of a revocation, and `left`: the person, or another app, is in
-- the session as well.
CREATE TABLE session (
    session         INTEGER PRIMARY KEY,
    session_id      TEXT NOT NULL,
    app_id          TEXT NOT NULL,
    app_name        TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    person_id       TEXT NOT NULL,
    name            TEXT NOT NULL,  -- of the person, if one was known
    factors         TEXT NOT NULL,  -- separated by spaces: `app:ID` of an app, else the type, such as `password`
    started_at      TEXT,           -- as Stytch says
    expires_at      TEXT,           -- as Stytch says
    state           TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'revoked', 'revoked_response_lost',
                        'already_gone', 'failed', 'left')),
    found_at        TEXT NOT NULL,
    sent_at         TEXT,           -- of the first request that may have ended it
    at              TEXT,           -- when the response came
    request_id      TEXT,           -- of the request with this outcome
    verified_at     TEXT,           -- when it was verified as gone
    dead_by         TEXT,           -- when the last JWT of the session is dead
    error           TEXT
);

CREATE UNIQUE INDEX session_person ON session (organization_id, person_id, session_id);
