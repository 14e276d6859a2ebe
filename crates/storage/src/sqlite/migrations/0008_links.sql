-- The one-to-many search: on what basis it runs, what it has searched, and what it found.

CREATE TABLE link_bases (
    id           INTEGER NOT NULL PRIMARY KEY,                       -- in order of recording; clear; fixed
    recorded_at  INTEGER NOT NULL,                                   -- ms; clear; fixed
    recorded_by  TEXT    NOT NULL,                                   -- actor; clear; fixed
    legal_basis  TEXT    NOT NULL,                                   -- as the operator words it, about nobody; clear; fixed
    text_version TEXT    NOT NULL,                                   -- version of the text that data subjects were given; clear; fixed
    ended_at     INTEGER,                                            -- ms; none: in force; clear; mutable
    ended_by     TEXT    CHECK ((ended_by IS NULL) = (ended_at IS NULL)) -- actor; clear; mutable
) STRICT;

CREATE UNIQUE INDEX link_bases_in_force ON link_bases ((ended_at IS NULL)) WHERE ended_at IS NULL;

CREATE TABLE link_searches (
    reference_id BLOB    NOT NULL PRIMARY KEY REFERENCES person_references (id) ON DELETE CASCADE, -- was searched over everybody else; clear; fixed
    searched_at  INTEGER NOT NULL                                    -- ms; clear; fixed
) STRICT;

CREATE TABLE links (
    id           BLOB    NOT NULL PRIMARY KEY,                       -- clear; fixed
    kind         TEXT    NOT NULL CHECK (kind IN ('one_face', 'several_faces')), -- one face under two identities, or several faces under one; clear; fixed
    person_id    BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE, -- of two people the lower id; clear; fixed
    other_id     BLOB    REFERENCES people (id) ON DELETE CASCADE,   -- the other person; none for several faces of one; clear; fixed
    found_at     INTEGER NOT NULL,                                   -- ms; clear; fixed
    evidence     BLOB    NOT NULL,                                   -- which references, how like, by which model; JSON; sealed; mutable
    answer       TEXT    CHECK (answer IN ('same_person', 'different_people', 'unclear')), -- what holds; none: nothing yet; clear; mutable
    waits_for    TEXT    CHECK (waits_for IN ('first', 'second')),   -- whose decision; none: settled; clear; mutable
    CHECK ((kind = 'one_face') = (other_id IS NOT NULL)),
    CHECK (other_id IS NULL OR person_id < other_id)
) STRICT;

CREATE UNIQUE INDEX links_of_two ON links (person_id, other_id) WHERE other_id IS NOT NULL;
CREATE UNIQUE INDEX links_of_one ON links (person_id) WHERE other_id IS NULL;
CREATE INDEX links_of_other ON links (other_id) WHERE other_id IS NOT NULL;

CREATE TABLE link_decisions (
    id      BLOB    NOT NULL PRIMARY KEY,                            -- clear; fixed
    link_id BLOB    NOT NULL REFERENCES links (id) ON DELETE CASCADE, -- clear; fixed
    at      INTEGER NOT NULL,                                        -- ms; clear; fixed
    actor   TEXT    NOT NULL,                                        -- who; clear; fixed
    answer  TEXT    NOT NULL CHECK (answer IN ('same_person', 'different_people', 'unclear')), -- clear; fixed
    note    BLOB                                                     -- UTF-8; sealed; fixed
) STRICT;

CREATE INDEX link_decisions_of_link ON link_decisions (link_id, id);
