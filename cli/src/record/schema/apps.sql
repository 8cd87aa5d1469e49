-- The apps of the project, also those that nobody granted access, as a review's search found them: a review of all Users
-- or of all Organizations. Stytch has no list of the scopes that an app may ask for. Instead there is what it may do with
-- a token and without consent, and `granted` has the scopes that people granted it.
CREATE TABLE project_app (
    review               INTEGER NOT NULL REFERENCES review,
    app_id               TEXT NOT NULL,
    name                 TEXT NOT NULL,
    client_type          TEXT NOT NULL,
    status               TEXT NOT NULL,
    creation_method      TEXT NOT NULL,  -- empty if Stytch does not say
    redirect_urls        TEXT NOT NULL,  -- a JSON list, sorted
    metadata_url         TEXT,           -- of the client's own metadata; null if it has none
    full_access_allowed  INTEGER,        -- may exchange a token for a session; null if Stytch does not say, as below
    bypasses_consent     INTEGER,        -- gets the scope `offline_access` without asking
    access_token_minutes INTEGER,        -- how long an access token lives
    secrets              TEXT NOT NULL,  -- the last four characters of each secret: a JSON list
    PRIMARY KEY (review, app_id)
) WITHOUT ROWID;

CREATE INDEX project_app_id ON project_app (app_id);
