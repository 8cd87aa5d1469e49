-- Lists of apps, each once, by the SHA-256 of its JSON, in hexadecimal. So a row of evidence stands for its lists.
CREATE TABLE app_list (
    digest TEXT PRIMARY KEY,
    apps   TEXT NOT NULL  -- the ids, as a JSON list
) WITHOUT ROWID;

-- The changes of Organizations' policies on apps, which block an app or undo that. The type and the list before are what
-- `unblock` restores. States are as in `app_deletion`.
CREATE TABLE policy_change (
    policy_change     INTEGER PRIMARY KEY,
    action            TEXT NOT NULL CHECK (action IN ('block', 'unblock')),
    undoes            INTEGER REFERENCES policy_change,  -- the block that an unblock undoes
    app_id            TEXT NOT NULL,
    app_name          TEXT NOT NULL,
    party             TEXT NOT NULL CHECK (party IN ('first_party', 'third_party')),
    organization_id   TEXT NOT NULL,
    organization_name TEXT NOT NULL,
    before_type       TEXT NOT NULL,  -- such as `ALL_ALLOWED`
    before_list       TEXT NOT NULL REFERENCES app_list,
    after_type        TEXT NOT NULL,
    after_list        TEXT NOT NULL REFERENCES app_list,
    state             TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'done', 'done_response_lost', 'already_done',
                          'failed')),
    planned_at        TEXT NOT NULL,
    sent_at           TEXT,
    at                TEXT,
    request_id        TEXT,
    verified_at       TEXT,           -- when the Organization was found with the policy after
    error             TEXT
);

CREATE INDEX policy_change_undoes ON policy_change (undoes);
CREATE INDEX policy_change_app ON policy_change (app_id, organization_id);
