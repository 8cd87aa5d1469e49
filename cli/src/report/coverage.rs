use rusqlite::{Connection, OptionalExtension};

/// The part of a project that a review has seen. A grant that the review lacks does not exist, if the review covers it.
#[derive(Debug, Clone, Copy)]
pub struct Coverage {
    pub review: i64,
    /// A User whom the review lacks does not exist.
    pub has_all_users: bool,
    /// An Organization that the review lacks does not exist.
    pub has_all_organizations: bool,
}

impl Coverage {
    pub fn read(connection: &Connection, review: i64) -> rusqlite::Result<Self> {
        // A search that finds fewer than the API counts has missed somebody.
        let sql = "SELECT is_done AND coalesce(total <= (
                       SELECT count(*) FROM subject WHERE subject.review = search.review AND subject.kind = search.kind
                   ), TRUE)
                   FROM search WHERE review = ?1 AND kind = ?2";
        let has_all = |kind| {
            let found = connection.query_row(sql, (review, kind), |row| row.get(0)).optional();
            Ok::<bool, rusqlite::Error>(found?.unwrap_or(false))
        };
        let (has_all_users, has_all_organizations) = (has_all("user")?, has_all("organization")?);
        Ok(Self { review, has_all_users, has_all_organizations })
    }
}

/// An expression in SQL for whether a review covers the grant in a row of `grant`. The parameters are the review,
/// `has_all_users` and `has_all_organizations`.
///
/// The call that would have found the grant decides. Without one, it is the call for the Organization; without that, the
/// search for everybody.
pub fn covers(grant: &str, [review, has_all_users, has_all_organizations]: [&str; 3]) -> String {
    format!(
        "CASE {grant}.organization_id WHEN '' THEN coalesce(
             (SELECT state = 'done' FROM subject WHERE review = {review} AND kind = 'user'
                  AND organization_id = '' AND id = {grant}.person_id),
             {has_all_users})
         ELSE coalesce(
             (SELECT state = 'done' FROM subject WHERE review = {review} AND kind = 'organization_app'
                  AND organization_id = {grant}.organization_id AND id = {grant}.app_id),
             (SELECT state = 'done' FROM subject WHERE review = {review} AND kind = 'organization'
                  AND organization_id = '' AND id = {grant}.organization_id),
             {has_all_organizations})
         END"
    )
}
