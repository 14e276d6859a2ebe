-- What humans made of a session. Appended, never changed; gone with the session.

CREATE TABLE decisions (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),      -- UUID; clear; fixed
    session_id      BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, -- clear; fixed
    at              INTEGER NOT NULL,                                          -- ms; clear; fixed
    actor           TEXT    NOT NULL,                                          -- operator or api_key:<id>; clear; fixed
    outcome         TEXT    NOT NULL CHECK (outcome IN ('accept', 'refer', 'reject')), -- what the human decided; clear; fixed
    verdict_outcome TEXT    CHECK (verdict_outcome IN ('accept', 'refer', 'reject')),  -- the verdict they saw, none without one; clear; fixed
    note            BLOB                                                       -- UTF-8; sealed; fixed
) STRICT;

CREATE INDEX decisions_by_session ON decisions (session_id, id);
