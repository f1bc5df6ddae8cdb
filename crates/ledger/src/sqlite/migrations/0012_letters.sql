-- Letters to people that no relay has taken yet. Whoever asked on a page has long seen
-- its answer, and waits for one.

CREATE TABLE letters (
    id      INTEGER PRIMARY KEY,
    world   TEXT    NOT NULL CHECK (world IN ('rehearsal', 'live')),
    address TEXT    NOT NULL,
    about   TEXT    NOT NULL CHECK (about IN ('confirmation', 'welcome', 'already')),
    -- A JSON array of names.
    lists   TEXT    NOT NULL,
    tried   INTEGER NOT NULL,
    due_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX letters_due ON letters (world, due_at);
