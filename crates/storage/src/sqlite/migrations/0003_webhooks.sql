-- Who is told when something happens, and what they were told. Bodies hold ids and closed words only.

CREATE TABLE webhooks (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),       -- UUID; clear; fixed
    url            TEXT    NOT NULL,                                           -- where messages are posted; clear; fixed
    secret         BLOB    NOT NULL,                                           -- what signs, 32 bytes; sealed; mutable
    earlier_secret BLOB,                                                       -- what signed before the last change, 32 bytes; sealed; mutable
    earlier_until  INTEGER,                                                    -- until when the earlier one signs as well, ms; clear; mutable
    created_at     INTEGER NOT NULL,                                           -- ms; clear; fixed
    disabled_at    INTEGER,                                                    -- ms, none while it works; clear; set once
    disabled_why   TEXT    CHECK (disabled_why IN ('gone')),                   -- gone: the receiver answered 410; clear; set once
    CHECK ((earlier_secret IS NULL) = (earlier_until IS NULL)),
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
) STRICT;

CREATE TABLE deliveries (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),      -- UUID, the message's id; clear; fixed
    webhook_id      BLOB    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE, -- clear; fixed
    person_id       BLOB    REFERENCES people (id) ON DELETE CASCADE,          -- whom it is about, none for a test; clear; fixed
    event           TEXT    NOT NULL CHECK (event IN ('session.finished', 'session.decided', 'webhook.test')), -- clear; fixed
    body            TEXT    NOT NULL,                                          -- JSON, ids and closed words; clear; fixed
    created_at      INTEGER NOT NULL,                                          -- ms; clear; fixed
    attempts        INTEGER NOT NULL DEFAULT 0,                                -- how often it was posted; clear; mutable
    next_attempt_at INTEGER,                                                   -- ms, none when it is over; clear; mutable
    delivered_at    INTEGER,                                                   -- ms, none until it was taken; clear; mutable
    last_status     INTEGER,                                                   -- HTTP status of the last answer; clear; mutable
    last_error      TEXT                                                       -- why the last attempt had no answer, a stable word; clear; mutable
) STRICT;

CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);
CREATE INDEX deliveries_waiting ON deliveries (webhook_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (person_id) WHERE person_id IS NOT NULL;
