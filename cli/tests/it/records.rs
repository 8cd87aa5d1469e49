//! Records for the tests of `report`.

use std::path::Path;

use rusqlite::Connection;

/// A record with the schema and a project, and nothing else.
pub fn empty(path: &Path) -> Connection {
    let record = Connection::open(path).expect("a file");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/record/schema");
    for file in schema.read_dir().expect("the schema") {
        let sql = std::fs::read_to_string(file.expect("a file").path()).expect("SQL");
        record.execute_batch(&sql).expect("the schema is valid");
    }
    record.execute_batch("INSERT INTO project VALUES (1, 'project-test-1')").expect("one project");
    record.pragma_update(None, "application_id", 0x5341_5050).expect("a number");
    record.pragma_update(None, "user_version", 4).expect("a number");
    record
}

/// A name that a third party may give its app, or itself.
pub const HOSTILE: &str = "=cmd|' /C calc'!A0<script>alert(1)</script>\u{202e}";

/// The scope of a review of everybody.
const EVERYBODY: &str = r#"{"users":"all","organizations":"all"}"#;

/// A record of two finished reviews, three revocations and a failure.
pub fn sample(path: &Path) {
    let record = empty(path);
    let hostile = HOSTILE.replace('\'', "''");
    let batch = format!(
        "INSERT INTO review (review, started_at, finished_at, scope) VALUES
             (1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:01:00.000Z', '{EVERYBODY}'),
             (2, '2026-06-01T08:00:00.000Z', '2026-06-01T08:01:00.000Z', '{EVERYBODY}');
         INSERT INTO search VALUES
             (1, 'user', NULL, TRUE, NULL), (1, 'organization', NULL, TRUE, NULL),
             (2, 'user', NULL, TRUE, NULL), (2, 'organization', NULL, TRUE, NULL);
         INSERT INTO app VALUES
             (1, 'app-calendar', 'Calendar', 'third_party'), (1, 'app-old', 'Old', 'first_party'),
             (2, 'app-calendar', 'Calendar', 'third_party'), (2, 'app-field', 'Field', 'first_party_public'),
             (2, 'app-hostile', '{hostile}', 'third_party_public');
         INSERT INTO granted VALUES
             (1, 'app-calendar', '', 'user-1', 'openid'), (1, 'app-calendar', '', 'user-2', 'openid'),
             (1, 'app-old', '', 'user-1', 'openid'),
             (2, 'app-calendar', '', 'user-1', 'openid calendar:write'),
             (2, 'app-calendar', 'org-1', 'member-1', 'openid offline_access'),
             (2, 'app-calendar', 'org-1', 'member-2', 'openid'),
             (2, 'app-calendar', 'org-2', 'member-3', 'openid'),
             (2, 'app-field', '', 'user-1', 'openid full_access'),
             (2, 'app-hostile', '', 'user-2', '@openid');
         INSERT INTO subject VALUES
             (2, 'user', '', 'user-1', 'ada@example.com', 'done', '2026-06-01T08:00:01.000Z', 'request-1', NULL),
             (2, 'user', '', 'user-2', '+grace@example.com', 'done', '2026-06-01T08:00:01.000Z', 'request-2', NULL),
             (2, 'user', '', 'user-3', 'unlucky@example.com', 'failed', '2026-06-01T08:00:02.000Z', 'request-3',
              'get_user_connected_apps: 503 Service Unavailable'),
             (2, 'organization', '', 'org-1', 'First Organization', 'done', NULL, NULL, NULL),
             (2, 'member', 'org-1', 'member-1', 'alan@example.com', 'done', NULL, NULL, NULL);
         INSERT INTO revocation (revocation, review, app_id, app_name, organization_id, person_id, name, scopes, state,
             planned_at, sent_at, at, request_id, verified_at, error) VALUES
             (1, 1, 'app-old', 'Old', '', 'user-1', 'ada@example.com', 'openid', 'revoked', '2026-03-02T09:00:00.000Z',
              '2026-03-02T09:00:00.500Z', '2026-03-02T09:00:01.000Z', 'request-4', '2026-03-02T09:00:02.000Z', NULL),
             (2, 1, 'app-calendar', 'Calendar', '', 'user-2', '', 'openid', 'failed', '2026-03-02T09:00:00.000Z',
              NULL, '2026-03-02T09:00:01.000Z', 'request-5', NULL, 'revoke_user_connected_app: 403 Forbidden');"
    );
    record.execute_batch(&batch).expect("the rows fit the schema");
}
