-- The record of one project's reviews. Times are RFC 3339 in UTC. Where there is no Organization, its id is empty.

CREATE TABLE project (
    project_id TEXT NOT NULL
);

CREATE TABLE review (
    review      INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    finished_at TEXT,          -- null while it is in progress
    scope       TEXT NOT NULL  -- what was asked for, as JSON
);

-- What a review calls for: one row for each User, Organization, app of an Organization, and Member who granted access.
CREATE TABLE subject (
    review          INTEGER NOT NULL REFERENCES review,
    kind            TEXT NOT NULL CHECK (kind IN ('user', 'organization', 'organization_app', 'member')),
    organization_id TEXT NOT NULL,  -- of the app or the Member; otherwise empty
    id              TEXT NOT NULL,  -- of the User, the Organization, the app or the Member
    name            TEXT NOT NULL,  -- an email address or a name, if one is known
    state           TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    at              TEXT,           -- when it was called
    request_id      TEXT,
    error           TEXT,           -- if it failed
    PRIMARY KEY (review, kind, organization_id, id)
) WITHOUT ROWID;

CREATE INDEX subject_state ON subject (review, state, kind);

-- How far a search has come.
CREATE TABLE search (
    review  INTEGER NOT NULL REFERENCES review,
    kind    TEXT NOT NULL,
    cursor  TEXT,
    is_done INTEGER NOT NULL,
    PRIMARY KEY (review, kind)
) WITHOUT ROWID;

CREATE TABLE app (
    review      INTEGER NOT NULL REFERENCES review,
    app_id      TEXT NOT NULL,
    name        TEXT NOT NULL,
    client_type TEXT NOT NULL,
    PRIMARY KEY (review, app_id)
) WITHOUT ROWID;

-- Who granted what to which app. `organization_id` is empty for a User.
CREATE TABLE granted (
    review          INTEGER NOT NULL REFERENCES review,
    app_id          TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    person_id       TEXT NOT NULL,
    scopes          TEXT NOT NULL,  -- separated by spaces
    PRIMARY KEY (review, app_id, organization_id, person_id)
) WITHOUT ROWID;

CREATE INDEX granted_person ON granted (review, organization_id, person_id);

-- What was to be revoked, and what became of it. Names are as they were when it was planned.
CREATE TABLE revocation (
    revocation      INTEGER PRIMARY KEY,
    review          INTEGER REFERENCES review,  -- null if it was resolved live
    app_id          TEXT NOT NULL,
    app_name        TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    person_id       TEXT NOT NULL,
    name            TEXT NOT NULL,  -- of the person, if one was known
    scopes          TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('planned', 'revoked', 'already_gone', 'failed')),
    planned_at      TEXT NOT NULL,
    at              TEXT,           -- when the response came
    request_id      TEXT,
    verified_at     TEXT,           -- when it was verified as gone
    error           TEXT
);
