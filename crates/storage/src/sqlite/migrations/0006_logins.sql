-- Logins that relying parties ask for by OpenID Connect, the keys that sign what they are answered, and marks by
-- which a person is found under the name that a relying party has for them.

CREATE TABLE login_keys (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),              -- UUID; clear; fixed
    private_key BLOB    NOT NULL,                                                  -- RSA, PKCS #8; sealed; mutable
    certificate BLOB    NOT NULL,                                                  -- X.509, DER, public; clear; fixed
    signs_from  INTEGER NOT NULL,                                                  -- ms; clear; fixed
    created_at  INTEGER NOT NULL                                                   -- ms; clear; fixed
) STRICT;

CREATE TABLE logins (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),              -- UUID; clear; fixed
    client      TEXT    NOT NULL,                                                  -- client_id of who asked; clear; fixed
    person_id   BLOB    REFERENCES people (id) ON DELETE CASCADE,                  -- none when nobody was found; clear; fixed
    session_id  BLOB    REFERENCES sessions (id) ON DELETE SET NULL,               -- the newest; none before the camera, and past its retention; clear; mutable
    created_at  INTEGER NOT NULL,                                                  -- ms; clear; fixed
    expires_at  INTEGER NOT NULL,                                                  -- ms; clear; mutable
    state       TEXT    NOT NULL CHECK (state IN ('open', 'waiting', 'granted', 'denied')), -- clear; mutable until it is over
    reason      TEXT,                                                              -- why it ended, a stable word; clear; set once
    finished_at INTEGER,                                                           -- ms; clear; set once
    CHECK ((state IN ('granted', 'denied')) = (finished_at IS NOT NULL)),
    CHECK ((reason IS NULL) = (finished_at IS NULL))
) STRICT;

CREATE INDEX logins_by_person ON logins (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX logins_by_session ON logins (session_id) WHERE session_id IS NOT NULL;

CREATE TABLE person_marks (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,  -- clear; fixed
    mark      BLOB NOT NULL CHECK (length(mark) = 32)                              -- HMAC-SHA-256 of the external reference under the sealed key of the marks; fixed
) STRICT, WITHOUT ROWID;

CREATE INDEX person_marks_by_mark ON person_marks (mark);
