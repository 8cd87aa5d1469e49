-- The files of decisions that `revoke` has read. A file that is read again for the same review has no second
-- row, unless another file has decided otherwise in between.
CREATE TABLE decision_file (
    decision_file INTEGER PRIMARY KEY,
    review        INTEGER NOT NULL REFERENCES review,
    name          TEXT NOT NULL,  -- as it was given
    sha256        TEXT NOT NULL,  -- of its bytes, in hexadecimal
    read_at       TEXT NOT NULL,
    operator      TEXT NOT NULL   -- who ran the command
);

-- What reviewers decided. Names, type and scopes are as the review had them. Of the decisions about a grant, the last one
-- counts.
CREATE TABLE decision (
    decision          INTEGER PRIMARY KEY,
    decision_file     INTEGER NOT NULL REFERENCES decision_file,
    line              INTEGER NOT NULL,  -- of the file
    app_id            TEXT NOT NULL,
    app_name          TEXT NOT NULL,
    client_type       TEXT NOT NULL,
    organization_id   TEXT NOT NULL,
    organization_name TEXT NOT NULL,
    person_id         TEXT NOT NULL,
    name              TEXT NOT NULL,     -- of the person, if one was known
    scopes            TEXT NOT NULL,
    word              TEXT NOT NULL CHECK (word IN ('keep', 'revoke')),
    reviewer          TEXT NOT NULL,     -- empty if the file does not say, like the reason
    reason            TEXT NOT NULL,
    expires           TEXT               -- the last day, in UTC, of a decision to keep
);

CREATE INDEX decision_grant ON decision (app_id, organization_id, person_id);
