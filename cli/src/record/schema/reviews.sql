-- The record of one project's reviews. Times are RFC 3339 in UTC. Where there is no Organization, its id is empty.

-- Empty until the API has accepted the project's credentials.
CREATE TABLE project (
    project    INTEGER PRIMARY KEY CHECK (project = 1),
    project_id TEXT NOT NULL
);

CREATE TABLE review (
    review      INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    finished_at TEXT,          -- null while it is in progress
    scope       TEXT NOT NULL, -- the people whom it covers, as JSON
    digest      TEXT           -- SHA-256 of all that it found, once it has finished
);

-- The calls of a review: one row for each User, Organization, app of an Organization, and Member who granted access.
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

-- The searches of a review for all Users, all Organizations and all apps of the project. One that is done has found all,
-- if it has found as many as the API counts.
CREATE TABLE search (
    review  INTEGER NOT NULL REFERENCES review,
    kind    TEXT NOT NULL,     -- `user`, `organization` or `app`
    cursor  TEXT,              -- of the next page
    is_done INTEGER NOT NULL,
    total   INTEGER,           -- how many the API counts, if it says so
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
