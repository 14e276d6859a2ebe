-- The candidate's check: who was invited to it, what they agreed to, how far they came. And one more event that
-- webhooks are told of.

CREATE TABLE invitations (
    id                BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),          -- UUID; clear; fixed
    person_id         BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE,     -- clear; fixed
    secret_sha256     BLOB    NOT NULL CHECK (length(secret_sha256) = 32),           -- of the link's secret; clear; mutable, when it moves to a phone
    browser_sha256    BLOB    UNIQUE CHECK (length(browser_sha256) = 32),            -- of the cookie it is bound to, none until it was opened; clear; mutable
    created_at        INTEGER NOT NULL,                                              -- ms; clear; fixed
    expires_at        INTEGER NOT NULL,                                              -- ms; clear; fixed
    language          TEXT    NOT NULL CHECK (length(language) = 2),                 -- ISO 639-1; clear; mutable
    document_rule     TEXT    NOT NULL CHECK (document_rule IN ('required', 'skip')), -- clear; fixed
    colours           INTEGER NOT NULL CHECK (colours IN (0, 1)),                    -- whether a light card is wanted; clear; fixed
    state             TEXT    NOT NULL CHECK (state IN ('open', 'opened', 'declined', 'finished', 'revoked')), -- clear; mutable
    opened_at         INTEGER,                                                       -- ms; clear; set once
    consent_agreed    INTEGER CHECK (consent_agreed IN (0, 1)),                      -- none until answered; clear; set once
    consent_version   TEXT,                                                          -- version of the text they read; clear; set once
    consent_language  TEXT,                                                          -- language they read it in; clear; set once
    consent_at        INTEGER,                                                       -- ms; clear; set once
    document_tries    INTEGER NOT NULL DEFAULT 0,                                    -- pictures of the document so far; clear; mutable
    document_state    TEXT    CHECK (document_state IN ('read', 'not_read', 'doubtful')), -- none until accepted; clear; set once
    document_codes    TEXT,                                                          -- what a human must look at, words with commas; clear; set once
    document_at       INTEGER,                                                       -- ms; clear; set once
    document_data     BLOB,                                                          -- what the document says, JSON; sealed; mutable
    findings          TEXT    NOT NULL DEFAULT '',                                   -- words with commas; clear; mutable
    outcome           TEXT    CHECK (outcome IN ('accept', 'refer', 'reject')),      -- none until it is finished; clear; set once
    finished_at       INTEGER,                                                       -- ms, when it was over, whatever way; clear; set once
    CHECK ((consent_agreed IS NULL) = (consent_at IS NULL)),
    CHECK ((consent_agreed IS NULL) = (consent_version IS NULL)),
    CHECK ((consent_agreed IS NULL) = (consent_language IS NULL)),
    CHECK ((document_state IS NULL) = (document_at IS NULL)),
    CHECK ((document_state IS NULL) = (document_codes IS NULL))
) STRICT;

CREATE INDEX invitations_by_person ON invitations (person_id, id);

CREATE TABLE check_attempts (
    invitation_id BLOB    NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,    -- clear; fixed
    number        INTEGER NOT NULL,                                                  -- from 1; clear; fixed
    session_id    BLOB    REFERENCES sessions (id) ON DELETE SET NULL,               -- none when it is past its retention; clear; mutable
    started_at    INTEGER NOT NULL,                                                  -- ms; clear; fixed
    outcome       TEXT    CHECK (outcome IN ('done', 'again', 'human')),             -- what the candidate was told, none while it runs; clear; set once
    code          TEXT,                                                              -- why again, a stable word; clear; set once
    PRIMARY KEY (invitation_id, number)
) STRICT;

CREATE INDEX check_attempts_by_session ON check_attempts (session_id) WHERE session_id IS NOT NULL;

CREATE TABLE check_hints (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),              -- UUID; clear; fixed
    invitation_id BLOB    NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,    -- clear; fixed
    at            INTEGER NOT NULL,                                                  -- ms; clear; fixed
    kind          TEXT    NOT NULL,                                                  -- a stable word; clear; fixed
    data          BLOB    NOT NULL                                                   -- what the page said, JSON; sealed; mutable
) STRICT;

CREATE INDEX check_hints_by_invitation ON check_hints (invitation_id, id);

-- A constraint cannot be changed in place: the table is made anew with one more event.
CREATE TABLE deliveries_with_checks (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),      -- UUID, the message's id; clear; fixed
    webhook_id      BLOB    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE, -- clear; fixed
    person_id       BLOB    REFERENCES people (id) ON DELETE CASCADE,          -- whom it is about, none for a test; clear; fixed
    event           TEXT    NOT NULL CHECK (event IN ('session.finished', 'session.decided', 'check.finished', 'webhook.test')), -- clear; fixed
    body            TEXT    NOT NULL,                                          -- JSON, ids and closed words; clear; fixed
    created_at      INTEGER NOT NULL,                                          -- ms; clear; fixed
    attempts        INTEGER NOT NULL DEFAULT 0,                                -- how often it was posted; clear; mutable
    next_attempt_at INTEGER,                                                   -- ms, none when it is over; clear; mutable
    delivered_at    INTEGER,                                                   -- ms, none until it was taken; clear; mutable
    last_status     INTEGER,                                                   -- HTTP status of the last answer; clear; mutable
    last_error      TEXT                                                       -- why the last attempt had no answer, a stable word; clear; mutable
) STRICT;

INSERT INTO deliveries_with_checks SELECT id, webhook_id, person_id, event, body, created_at, attempts, next_attempt_at, delivered_at, last_status, last_error FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_with_checks RENAME TO deliveries;

CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);
CREATE INDEX deliveries_waiting ON deliveries (webhook_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (person_id) WHERE person_id IS NOT NULL;
