-- The evidence: a row for each row of `review`, `revocation` and the other tables of evidence, as it was when it was
-- written. A row that changes gets one more. Rows are only added.
--
-- `hash` is the SHA-256, in hexadecimal, of these five lines in UTF-8, without a line feed at the end: the hash of the
-- row before (empty for the first one), `at`, `of_table`, `of_row` and `content`. So nobody can change, remove or insert
-- a row without changing every hash after it.
CREATE TABLE evidence (
    evidence INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    of_table TEXT NOT NULL,
    of_row   INTEGER NOT NULL,
    content  TEXT NOT NULL,  -- the row as JSON, without white space
    hash     TEXT NOT NULL
);

CREATE INDEX evidence_of ON evidence (of_table, of_row);
