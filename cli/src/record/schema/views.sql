-- The record for queries of your own. The columns of these views stay as they are; later versions add columns at the end.
-- Times are RFC 3339 in UTC. Where there is no Organization, its id and name are empty. A `person` is an email address or a
-- name, and empty if none is known.

-- Who granted what to which app, with the time at which the review found it.
CREATE VIEW grants AS
SELECT granted.review, granted.app_id, coalesce(app.name, '') AS app_name, coalesce(app.client_type, '') AS app_type,
    granted.organization_id, coalesce(organization.name, '') AS organization_name, granted.person_id,
    coalesce(person.name, '') AS person, granted.scopes, coalesce(called.at, review.started_at) AS found_at
FROM granted
LEFT JOIN review ON review.review = granted.review
LEFT JOIN app ON app.review = granted.review AND app.app_id = granted.app_id
LEFT JOIN subject organization ON organization.review = granted.review AND organization.kind = 'organization'
    AND organization.organization_id = '' AND organization.id = granted.organization_id
LEFT JOIN subject person ON person.review = granted.review
    AND person.kind = CASE granted.organization_id WHEN '' THEN 'user' ELSE 'member' END
    AND person.organization_id = granted.organization_id AND person.id = granted.person_id
LEFT JOIN subject called ON called.review = granted.review
    AND called.kind = CASE granted.organization_id WHEN '' THEN 'user' ELSE 'organization_app' END
    AND called.organization_id = granted.organization_id
    AND called.id = CASE granted.organization_id WHEN '' THEN granted.person_id ELSE granted.app_id END;

-- Everybody who granted something, with the number of apps.
CREATE VIEW people AS
SELECT review, organization_id, organization_name, person_id, person, count(*) AS apps,
    sum(app_type LIKE 'third_party%') AS third_party_apps
FROM grants GROUP BY review, organization_id, person_id;

-- The apps that somebody granted access or that the project has, with their reach. `is_in_project` is null if the review
-- did not ask for the apps of the project; the columns after it are null if the app is not among them.
CREATE VIEW apps AS
SELECT known.review, known.app_id, coalesce(app.name, project_app.name) AS app_name,
    coalesce(app.client_type, project_app.client_type) AS app_type, coalesce(reach.users, 0) AS users,
    coalesce(reach.members, 0) AS members, coalesce(reach.organizations, 0) AS organizations,
    CASE WHEN EXISTS (SELECT 1 FROM project_app p WHERE p.review = known.review)
        THEN project_app.app_id IS NOT NULL END AS is_in_project,
    project_app.creation_method, project_app.redirect_urls, project_app.full_access_allowed,
    project_app.access_token_minutes
FROM (SELECT review, app_id FROM app UNION SELECT review, app_id FROM project_app) known
LEFT JOIN app ON app.review = known.review AND app.app_id = known.app_id
LEFT JOIN project_app ON project_app.review = known.review AND project_app.app_id = known.app_id
LEFT JOIN (
    SELECT review, app_id, sum(organization_id = '') AS users, sum(organization_id <> '') AS members,
        count(DISTINCT nullif(organization_id, '')) AS organizations
    FROM granted GROUP BY review, app_id
) reach ON reach.review = known.review AND reach.app_id = known.app_id;

-- What was revoked or is to be, with the outcome. Without a file of decisions, the reviewer and the reason are empty.
CREATE VIEW revocations AS
SELECT r.revocation, r.review, r.app_id, r.app_name, r.organization_id, r.person_id, r.name AS person, r.scopes,
    r.state, r.planned_at, r.sent_at, r.at AS ended_at, r.request_id, r.verified_at, r.error, r.operator,
    coalesce(decision.reviewer, '') AS reviewer, coalesce(decision.reason, '') AS reason, r.dead_by
FROM revocation r LEFT JOIN decision ON decision.decision = r.decision;

-- The reviews of everybody that missed nobody.
CREATE VIEW complete_reviews AS
SELECT review, started_at, finished_at FROM review
WHERE finished_at IS NOT NULL AND scope = '{"users":"all","organizations":"all"}'
    AND NOT EXISTS (SELECT 1 FROM subject
        WHERE subject.review = review.review AND state <> 'done' AND kind <> 'member')
    AND NOT EXISTS (SELECT 1 FROM search
        WHERE search.review = review.review AND kind IN ('user', 'organization')
            AND NOT (is_done AND coalesce(total <= (SELECT count(*) FROM subject
                WHERE subject.review = search.review AND subject.kind = search.kind), TRUE)));

-- The grants that changed from each complete review to the next: `new`, `gone`, `changed` (other scopes, or an app of
-- another type) or `returned` (revoked by a command on this record, and granted again).
CREATE VIEW changes AS
WITH pair AS (
    SELECT later.review, max(earlier.review) AS earlier
    FROM complete_reviews later JOIN complete_reviews earlier ON earlier.review < later.review
    GROUP BY later.review
)
SELECT * FROM (
    SELECT pair.review, pair.earlier AS earlier_review,
        CASE WHEN EXISTS (SELECT 1 FROM revocation
                WHERE revocation.app_id = g.app_id AND revocation.organization_id = g.organization_id
                    AND revocation.person_id = g.person_id
                    AND state IN ('revoked', 'revoked_response_lost', 'already_gone') AND at < g.found_at
                    AND at > coalesce(called.at, CASE WHEN e.review IS NOT NULL THEN r.started_at END, ''))
            THEN 'returned'
            WHEN e.review IS NULL THEN 'new'
            WHEN a.client_type <> g.app_type THEN 'changed'
            -- The order of the scopes says nothing.
            WHEN e.scopes <> g.scopes AND (
                EXISTS (SELECT value FROM json_each('[' || replace(json_quote(g.scopes), ' ', '","') || ']')
                    EXCEPT SELECT value FROM json_each('[' || replace(json_quote(e.scopes), ' ', '","') || ']'))
                OR EXISTS (SELECT value FROM json_each('[' || replace(json_quote(e.scopes), ' ', '","') || ']')
                    EXCEPT SELECT value FROM json_each('[' || replace(json_quote(g.scopes), ' ', '","') || ']')))
            THEN 'changed'
        END AS change,
        g.app_id, g.app_name, g.app_type, g.organization_id, g.organization_name, g.person_id, g.person, g.scopes,
        e.scopes AS earlier_scopes
    FROM pair JOIN grants g ON g.review = pair.review
    LEFT JOIN review r ON r.review = pair.earlier
    LEFT JOIN granted e ON e.review = pair.earlier AND e.app_id = g.app_id
        AND e.organization_id = g.organization_id AND e.person_id = g.person_id
    LEFT JOIN app a ON a.review = e.review AND a.app_id = e.app_id
    LEFT JOIN subject called ON called.review = e.review
        AND called.kind = CASE e.organization_id WHEN '' THEN 'user' ELSE 'organization_app' END
        AND called.organization_id = e.organization_id
        AND called.id = CASE e.organization_id WHEN '' THEN e.person_id ELSE e.app_id END
) WHERE change IS NOT NULL
UNION ALL
SELECT pair.review, pair.earlier, 'gone', g.app_id, g.app_name, g.app_type, g.organization_id, g.organization_name,
    g.person_id, g.person, NULL, g.scopes
FROM pair JOIN grants g ON g.review = pair.earlier
WHERE NOT EXISTS (SELECT 1 FROM granted l WHERE l.review = pair.review AND l.app_id = g.app_id
    AND l.organization_id = g.organization_id AND l.person_id = g.person_id);
