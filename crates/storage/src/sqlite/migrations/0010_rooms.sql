-- Rooms: what is behind the people of a session, and links between people who sat in one.

CREATE TABLE session_rooms (
    session_id  BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE, -- clear; fixed
    method      TEXT    NOT NULL,                                     -- names the measure; views of another one are never compared; clear; fixed
    view        BLOB    NOT NULL,                                     -- edges and colours of a coarse grid, people masked out; sealed; fixed
    searched_at INTEGER                                               -- ms; none: not searched yet; clear; set once
) STRICT;

CREATE INDEX session_rooms_not_searched ON session_rooms (session_id) WHERE searched_at IS NULL;

-- SQLite cannot change a check: both tables are made anew. Nothing of them is lost.
CREATE TABLE links_now (
    id           BLOB    NOT NULL PRIMARY KEY,                       -- clear; fixed
    kind         TEXT    NOT NULL CHECK (kind IN ('one_face', 'several_faces', 'one_room')), -- one face under two identities, several faces under one, or two people in one room; clear; fixed
    person_id    BLOB    NOT NULL REFERENCES people (id) ON DELETE CASCADE, -- of two people the lower id; clear; fixed
    other_id     BLOB    REFERENCES people (id) ON DELETE CASCADE,   -- the other person; none for several faces of one; clear; fixed
    found_at     INTEGER NOT NULL,                                   -- ms; clear; fixed
    evidence     BLOB    NOT NULL,                                   -- which references or sessions, how like, by what; JSON; sealed; mutable
    answer       TEXT    CHECK (answer IN ('same_person', 'different_people', 'same_room', 'different_rooms', 'unclear')), -- what holds; none: nothing yet; clear; mutable
    waits_for    TEXT    CHECK (waits_for IN ('first', 'second')),   -- whose decision; none: settled; clear; mutable
    CHECK ((kind = 'several_faces') = (other_id IS NULL)),
    CHECK (other_id IS NULL OR person_id < other_id)
) STRICT;

CREATE TABLE link_decisions_now (
    id      BLOB    NOT NULL PRIMARY KEY,                            -- clear; fixed
    link_id BLOB    NOT NULL REFERENCES links_now (id) ON DELETE CASCADE, -- clear; fixed
    at      INTEGER NOT NULL,                                        -- ms; clear; fixed
    actor   TEXT    NOT NULL,                                        -- who; clear; fixed
    answer  TEXT    NOT NULL CHECK (answer IN ('same_person', 'different_people', 'same_room', 'different_rooms', 'unclear')), -- clear; fixed
    note    BLOB                                                     -- UTF-8; sealed; fixed
) STRICT;

INSERT INTO links_now (id, kind, person_id, other_id, found_at, evidence, answer, waits_for)
    SELECT id, kind, person_id, other_id, found_at, evidence, answer, waits_for FROM links;
INSERT INTO link_decisions_now (id, link_id, at, actor, answer, note)
    SELECT id, link_id, at, actor, answer, note FROM link_decisions;
-- The decisions go first: removing the links would take them along, and they are copied already.
DROP TABLE link_decisions;
DROP TABLE links;
ALTER TABLE links_now RENAME TO links;
ALTER TABLE link_decisions_now RENAME TO link_decisions;

CREATE UNIQUE INDEX links_of_two ON links (person_id, other_id, kind) WHERE other_id IS NOT NULL;
CREATE UNIQUE INDEX links_of_one ON links (person_id) WHERE other_id IS NULL;
CREATE INDEX links_of_other ON links (other_id) WHERE other_id IS NOT NULL;
CREATE INDEX link_decisions_of_link ON link_decisions (link_id, id);
