-- The foundation. Every column says: unit, sealed or clear, mutable or fixed.
-- Ids are version-7 UUIDs, 16 bytes, and sort by creation. Times are milliseconds since
-- 1970-01-01T00:00:00Z. Sealed values are opaque here: crates/storage/src/seal binds each to its table,
-- row, column, subject and model.

CREATE TABLE people (
    id                   BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16), -- UUID; clear; fixed
    display_name         BLOB    NOT NULL,                                     -- UTF-8; sealed; fixed
    external_ref         BLOB,                                                 -- customer's own key, UTF-8; sealed; fixed
    created_at           INTEGER NOT NULL,                                     -- ms; clear; fixed
    consent_text_version TEXT,                                                 -- which text was agreed to; clear; mutable
    consent_at           INTEGER,                                              -- ms; clear; mutable
    CHECK ((consent_text_version IS NULL) = (consent_at IS NULL))
) STRICT;

CREATE TABLE sessions (
    id                BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),    -- UUID; clear; fixed
    person_id         BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE, -- the claim; clear; fixed
    kind              TEXT    NOT NULL CHECK (kind IN ('interview', 'onboarding', 'login')), -- clear; fixed
    state             TEXT    NOT NULL CHECK (state IN ('created', 'running', 'finished', 'failed', 'interrupted')), -- clear; only forward
    source            TEXT    NOT NULL CHECK (source IN ('address', 'upload', 'camera', 'stream')), -- clear; fixed
    source_label      BLOB,                                                    -- address or file name, UTF-8; sealed; fixed
    policy_name       TEXT    NOT NULL,                                        -- clear; fixed
    policy_version    INTEGER NOT NULL,                                        -- clear; fixed
    created_at        INTEGER NOT NULL,                                        -- ms; clear; fixed
    started_at        INTEGER,                                                 -- ms; clear; set once
    ended_at          INTEGER,                                                 -- ms; clear; set once
    verdict           BLOB,                                                    -- codec::encode_verdict; sealed; set once
    frames_received   INTEGER NOT NULL DEFAULT 0,                              -- frames; clear; mutable
    frames_sampled    INTEGER NOT NULL DEFAULT 0,                              -- frames; clear; mutable
    frames_analysed   INTEGER NOT NULL DEFAULT 0,                              -- frames; clear; mutable
    frames_dropped    INTEGER NOT NULL DEFAULT 0,                              -- frames; clear; mutable
    media_width       INTEGER,                                                 -- pixels; clear; mutable
    media_height      INTEGER,                                                 -- pixels; clear; mutable
    media_codec       TEXT,                                                    -- in words; clear; mutable
    media_duration_ns INTEGER,                                                 -- nanoseconds; clear; mutable
    media_live        INTEGER,                                                 -- 0 or 1; clear; mutable
    error_code        TEXT,                                                    -- a stable word; clear; set once
    CHECK ((ended_at IS NOT NULL) = (state IN ('finished', 'failed', 'interrupted'))),
    CHECK ((media_width IS NULL) = (media_height IS NULL)
       AND (media_width IS NULL) = (media_codec IS NULL)
       AND (media_width IS NULL) = (media_live IS NULL))
) STRICT;

CREATE INDEX sessions_by_person ON sessions (person_id, id);
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_not_over ON sessions (state) WHERE state IN ('created', 'running');

CREATE TABLE person_references (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),       -- UUID; clear; fixed
    person_id      BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE,  -- subject; clear; fixed
    kind           TEXT    NOT NULL CHECK (kind IN ('picture', 'session')),    -- clear; fixed
    session_id     BLOB    REFERENCES sessions (id) ON DELETE SET NULL,        -- clear; emptied when the session expires
    session_kind   TEXT    CHECK (session_kind IN ('interview', 'onboarding', 'login')), -- clear; fixed
    captured_at    INTEGER NOT NULL,                                           -- ms; clear; fixed
    quality        REAL    NOT NULL,                                           -- quality score, 0 to 100; clear; fixed
    model_role     TEXT    NOT NULL,                                           -- clear; fixed
    model_id       TEXT    NOT NULL,                                           -- name in the manifest; clear; fixed
    model_sha256   TEXT    NOT NULL,                                           -- of the model file, hexadecimal; clear; fixed
    template       BLOB    NOT NULL,                                           -- codec::encode_template; sealed; fixed
    purpose        TEXT    NOT NULL,                                           -- what it is kept for; clear; fixed
    legal_basis    TEXT    NOT NULL,                                           -- clear; fixed
    retained_until INTEGER,                                                    -- ms, none: while the person is enrolled; clear; fixed
    CHECK ((session_kind IS NOT NULL) = (kind = 'session')),
    CHECK (session_id IS NULL OR kind = 'session')
) STRICT;

CREATE INDEX person_references_by_person ON person_references (person_id, id);
CREATE INDEX person_references_by_session ON person_references (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX person_references_by_retention ON person_references (retained_until) WHERE retained_until IS NOT NULL;

CREATE TABLE portraits (
    reference_id BLOB NOT NULL PRIMARY KEY REFERENCES person_references (id) ON DELETE CASCADE, -- clear; fixed
    content_type TEXT NOT NULL,                                                -- media type in clear; clear; fixed
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32)                     -- of the picture in clear; clear; fixed
    -- the picture itself: portraits/<reference_id>.sealed
) STRICT;

CREATE TABLE session_log (
    session_id BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,    -- clear; fixed
    seq        INTEGER NOT NULL CHECK (seq >= 0),                              -- from 0 without holes; clear; fixed
    chunk      BLOB    NOT NULL,                                               -- codec::encode_log_part; sealed; fixed
    PRIMARY KEY (session_id, seq)
) STRICT;

CREATE TABLE evidence (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),         -- UUID; clear; fixed
    session_id   BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,  -- clear; fixed
    code         TEXT    NOT NULL,                                             -- reason code; clear; fixed
    at_ns        INTEGER NOT NULL,                                             -- position in the stream, nanoseconds; clear; fixed
    frame_seq    INTEGER NOT NULL,                                             -- sampled frame number; clear; fixed
    content_type TEXT    NOT NULL,                                             -- media type in clear; clear; fixed
    sha256       BLOB    NOT NULL CHECK (length(sha256) = 32)                  -- of the picture in clear; clear; fixed
    -- the picture itself: evidence/<session_id>/<id>.sealed
) STRICT;

CREATE INDEX evidence_by_session ON evidence (session_id, at_ns);

-- No foreign keys: an event outlives what it is about. Words and ids only, so that it may.
CREATE TABLE audit_events (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),           -- UUID; clear; fixed
    at         INTEGER NOT NULL,                                               -- ms; clear; fixed
    actor      TEXT    NOT NULL,                                               -- system, operator or api_key:<id>; clear; fixed
    action     TEXT    NOT NULL,                                               -- a word of AuditAction; clear; fixed
    subject    TEXT,                                                           -- person:<id>, reference:<id> or api_key:<id>; clear; fixed
    session_id BLOB                                                            -- clear; fixed
) STRICT;

CREATE INDEX audit_events_by_time ON audit_events (at);

CREATE TABLE api_keys (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),        -- UUID; clear; fixed
    name          TEXT    NOT NULL,                                            -- the operator's word for it; clear; fixed
    secret_sha256 BLOB    NOT NULL CHECK (length(secret_sha256) = 32),         -- of 256 random bits; clear; fixed
    scopes        TEXT    NOT NULL,                                            -- words with one space between; clear; fixed
    created_at    INTEGER NOT NULL,                                            -- ms; clear; fixed
    revoked_at    INTEGER                                                      -- ms; clear; set once
) STRICT;
