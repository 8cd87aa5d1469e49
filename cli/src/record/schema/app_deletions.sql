-- The deletions of apps. Names, types and numbers are as they were when the deletion was planned.
--
-- A row is `sent` from before its request leaves until the outcome is known. An app that is found gone after such a request,
-- whose response was lost, is `done_response_lost`; without such a request it is `already_done`. One that was planned as
-- unused and that somebody used just before it would have been deleted is `kept`.
CREATE TABLE app_deletion (
    app_deletion   INTEGER PRIMARY KEY,
    reason         TEXT NOT NULL CHECK (reason IN ('named', 'unused', 'duplicate')),
    app_id         TEXT NOT NULL,
    app_name       TEXT NOT NULL,
    client_type    TEXT NOT NULL,
    settings       TEXT NOT NULL,  -- the app as the last review found it, as JSON
    review         INTEGER NOT NULL REFERENCES review,  -- the last one, which counted the people
    earlier_review INTEGER REFERENCES review,  -- the other one that saw no grant; null for an app that was named
    people         INTEGER NOT NULL,  -- who granted it access, by that review
    state          TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'done', 'done_response_lost', 'already_done',
                       'kept', 'failed')),
    planned_at     TEXT NOT NULL,
    sent_at        TEXT,           -- of the first request that may have deleted the app
    at             TEXT,           -- when the response came
    request_id     TEXT,
    verified_at    TEXT,           -- when it was verified as gone
    error          TEXT
);

-- An app has one open deletion at most.
CREATE UNIQUE INDEX app_deletion_open ON app_deletion (app_id) WHERE verified_at IS NULL AND state <> 'kept';
