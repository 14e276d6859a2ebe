-- The line after the hire: who is due for re-verification, what others saw that raises what a person has to do,
-- and the security events that go out about it.

ALTER TABLE invitations ADD COLUMN purpose TEXT NOT NULL DEFAULT 'check' CHECK (purpose IN ('check', 'reverification')); -- what the link is for; clear; fixed

CREATE TABLE reverification (
    person_id  BLOB    NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE, -- clear; fixed
    group_name TEXT    NOT NULL,                                                      -- a name of the configuration; clear; mutable
    since      INTEGER NOT NULL,                                                      -- begin of the period: the group was given, or the person was last verified; ms; clear; mutable
    draw       INTEGER NOT NULL CHECK (draw BETWEEN 0 AND 65535),                     -- by chance, for the jitter of this period; clear; mutable
    due_at     INTEGER,                                                               -- ms, none while the configuration does not know the group; clear; mutable
    overdue_at INTEGER,                                                               -- ms, due_at and the days of grace; clear; mutable
    told       TEXT    NOT NULL CHECK (told IN ('nothing', 'due', 'overdue')),        -- what others were told of this period; clear; mutable
    CHECK ((due_at IS NULL) = (overdue_at IS NULL))
) STRICT;

CREATE INDEX reverification_by_due ON reverification (due_at, person_id) WHERE due_at IS NOT NULL;

CREATE TABLE reverification_milestones (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),                  -- UUID; clear; fixed
    person_id  BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE,             -- clear; fixed
    at         INTEGER NOT NULL,                                                      -- ms; clear; fixed
    what       TEXT    NOT NULL CHECK (what IN ('joined', 'left', 'due', 'overdue', 'done')), -- clear; fixed
    group_name TEXT    NOT NULL,                                                      -- as it was then; clear; fixed
    due_at     INTEGER,                                                               -- of that period, ms; clear; fixed
    session_id BLOB    REFERENCES sessions (id) ON DELETE SET NULL                    -- that did it; clear; emptied when it expires
) STRICT;

CREATE INDEX reverification_milestones_by_person ON reverification_milestones (person_id, id);
CREATE INDEX reverification_milestones_by_session ON reverification_milestones (session_id) WHERE session_id IS NOT NULL;

CREATE TABLE risk_events (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),                 -- UUID; clear; fixed
    person_id   BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE,            -- clear; fixed
    key_sha256  BLOB    NOT NULL CHECK (length(key_sha256) = 32),                     -- of the caller's key, by which it counts once; clear; fixed
    kind        TEXT    NOT NULL CHECK (kind IN ('new_device', 'new_country', 'long_absence', 'help_desk_reset', 'time_zone_mismatch', 'hosting_network', 'session_rejected')), -- clear; fixed
    at          INTEGER NOT NULL,                                                     -- when it was told, ms; clear; fixed
    requires    TEXT    NOT NULL CHECK (requires IN ('none', 'login', 'reverify_now', 'blocked')), -- as configured then; clear; fixed
    country     TEXT    CHECK (length(country) = 2),                                  -- ISO 3166-1 of the address, which is not kept; clear; fixed
    is_hosting  INTEGER CHECK (is_hosting IN (0, 1)),                                 -- whether the address is of a hosting network, none when not known; clear; fixed
    settled_at  INTEGER                                                               -- ms, none while it counts; clear; set once
) STRICT;

CREATE UNIQUE INDEX risk_events_by_key ON risk_events (person_id, key_sha256);
CREATE INDEX risk_events_by_person ON risk_events (person_id, id);

CREATE TABLE event_signing_key (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),                           -- one row; clear; fixed
    secret     BLOB    NOT NULL,                                                      -- RSA private key, PKCS#1 DER; sealed; fixed
    created_at INTEGER NOT NULL                                                       -- ms; clear; fixed
) STRICT;

CREATE TABLE event_streams (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),             -- UUID; clear; fixed
    url             TEXT,                                                             -- where events are pushed, none: they are polled; clear; fixed
    push_header     BLOB,                                                             -- Authorization header of a push, UTF-8; sealed; fixed
    audience        TEXT    NOT NULL,                                                 -- `aud` of every token; clear; fixed
    subject         TEXT    NOT NULL CHECK (subject IN ('opaque', 'iss_sub', 'email')), -- how people are named to the receiver; clear; fixed
    subject_issuer  TEXT,                                                             -- `iss` of iss_sub; clear; fixed
    secret_sha256   BLOB    NOT NULL CHECK (length(secret_sha256) = 32),              -- of the receiver's bearer token; clear; fixed
    created_at      INTEGER NOT NULL,                                                 -- ms; clear; fixed
    CHECK (push_header IS NULL OR url IS NOT NULL),
    CHECK ((subject_issuer IS NOT NULL) = (subject = 'iss_sub'))
) STRICT;

CREATE UNIQUE INDEX event_streams_by_secret ON event_streams (secret_sha256);

CREATE TABLE event_deliveries (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),             -- UUID, `jti` of the token; clear; fixed
    stream_id       BLOB    NOT NULL REFERENCES event_streams (id) ON DELETE CASCADE, -- clear; fixed
    person_id       BLOB    REFERENCES people (id) ON DELETE CASCADE,                 -- whom it is about, none for a verification; clear; fixed
    event           TEXT    NOT NULL,                                                 -- a word of SecurityEvent; clear; fixed
    data            TEXT    NOT NULL,                                                 -- JSON, closed words and times: the subject is put in when it is signed; clear; fixed
    created_at      INTEGER NOT NULL,                                                 -- ms; clear; fixed
    attempts        INTEGER NOT NULL DEFAULT 0,                                       -- how often it was pushed; clear; mutable
    next_attempt_at INTEGER,                                                          -- ms, none when it is over; clear; mutable
    delivered_at    INTEGER,                                                          -- ms, none until it was taken; clear; mutable
    last_status     INTEGER,                                                          -- HTTP status of the last answer; clear; mutable
    last_error      TEXT                                                              -- why the last attempt had no answer, a stable word; clear; mutable
) STRICT;

CREATE INDEX event_deliveries_by_stream ON event_deliveries (stream_id, id);
CREATE INDEX event_deliveries_waiting ON event_deliveries (stream_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX event_deliveries_by_person ON event_deliveries (person_id) WHERE person_id IS NOT NULL;

-- Messages to webhooks, without the list of events: the words are those of WebhookEvent, which refuses others
-- when they are read, and a new one does not have to make the table anew.
CREATE TABLE deliveries_of_any_event (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),             -- UUID, the message's id; clear; fixed
    webhook_id      BLOB    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,      -- clear; fixed
    person_id       BLOB    REFERENCES people (id) ON DELETE CASCADE,                 -- whom it is about, none for a test; clear; fixed
    event           TEXT    NOT NULL,                                                 -- a word of WebhookEvent; clear; fixed
    body            TEXT    NOT NULL,                                                 -- JSON, ids and closed words; clear; fixed
    created_at      INTEGER NOT NULL,                                                 -- ms; clear; fixed
    attempts        INTEGER NOT NULL DEFAULT 0,                                       -- how often it was posted; clear; mutable
    next_attempt_at INTEGER,                                                          -- ms, none when it is over; clear; mutable
    delivered_at    INTEGER,                                                          -- ms, none until it was taken; clear; mutable
    last_status     INTEGER,                                                          -- HTTP status of the last answer; clear; mutable
    last_error      TEXT                                                              -- why the last attempt had no answer, a stable word; clear; mutable
) STRICT;

INSERT INTO deliveries_of_any_event SELECT id, webhook_id, person_id, event, body, created_at, attempts, next_attempt_at, delivered_at, last_status, last_error FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_of_any_event RENAME TO deliveries;

CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);
CREATE INDEX deliveries_waiting ON deliveries (webhook_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (person_id) WHERE person_id IS NOT NULL;
