-- Sessions that wait for a human. A row is there while one has to look; gone with the session.

CREATE TABLE reviews (
    session_id BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE, -- clear; fixed
    kind       TEXT    NOT NULL CHECK (kind IN ('interview', 'onboarding', 'login')),   -- of the session, for the filter; clear; fixed
    since      INTEGER NOT NULL,                                                        -- when the session ended, ms; clear; fixed
    waits_for  TEXT    CHECK (waits_for IN ('first', 'second'))                         -- whose decision; none: an older version left the session, not looked at yet; clear; mutable
) STRICT;

CREATE INDEX reviews_unsorted ON reviews (session_id) WHERE waits_for IS NULL;

-- Sessions of earlier versions: their verdicts are sealed, so that the service sorts them when it first looks.
INSERT INTO reviews (session_id, kind, since, waits_for)
SELECT id, kind, ended_at, NULL FROM sessions WHERE verdict IS NOT NULL AND ended_at IS NOT NULL;

-- What a person said in their application, and marks by which equal values of several people meet.

CREATE TABLE applications (
    person_id  BLOB    NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE, -- clear; fixed
    record     BLOB    NOT NULL,                                                      -- JSON; sealed; mutable
    updated_at INTEGER NOT NULL                                                       -- ms; clear; mutable
) STRICT;

CREATE TABLE application_marks (
    person_id BLOB NOT NULL REFERENCES applications (person_id) ON DELETE CASCADE,    -- clear; fixed
    kind      TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'address', 'bank_account', 'device', 'link')), -- of the value; clear; fixed
    mark      BLOB NOT NULL CHECK (length(mark) = 32),                                -- HMAC-SHA-256 of kind and value under the sealed key below; fixed
    PRIMARY KEY (person_id, kind, mark)
) STRICT, WITHOUT ROWID;

CREATE INDEX application_marks_by_mark ON application_marks (kind, mark);

CREATE TABLE application_mark_key (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),                               -- one row; clear; fixed
    secret BLOB    NOT NULL                                                           -- 32 bytes by chance; sealed; fixed
) STRICT;
