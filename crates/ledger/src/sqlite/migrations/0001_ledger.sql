-- The ledger's first layout. Times are microseconds since 1970 in UTC; digests
-- are 64 hexadecimal digits; states are the words of the glossary, so that a
-- person with the sqlite3 shell can read what stands here.

CREATE TABLE captures (
    id         INTEGER PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL,
    path       TEXT    NOT NULL,
    bytes      BLOB    NOT NULL
) STRICT;

-- AUTOINCREMENT: a rehearsal that was replaced leaves its id to nobody, so that
-- a worker still busy with the old one cannot write into the new one.
CREATE TABLE editions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    world      TEXT    NOT NULL CHECK (world IN ('rehearsal', 'live')),
    key        TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    digest     TEXT    NOT NULL,
    opened_at  INTEGER NOT NULL,
    closed_at  INTEGER,
    -- How far the plan has come, as JSON: "start", {"after": ADDRESS}, "end".
    cursor     TEXT    NOT NULL DEFAULT '"start"',
    -- People planned. Kept apart from the rows, so that the balance compares
    -- two records instead of one with itself.
    candidates INTEGER NOT NULL DEFAULT 0,
    -- The first so many rows of the plan have been leased at least once.
    handed_out INTEGER NOT NULL DEFAULT 0,
    -- The highest fencing token given out.
    epoch      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (world, key, revision)
) STRICT;

CREATE TABLE parts (
    edition  INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (edition, position)
) STRICT;

CREATE TABLE contents (
    edition INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    digest  TEXT    NOT NULL,
    PRIMARY KEY (edition, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX contents_by_digest ON contents (digest);

CREATE TABLE leases (
    edition INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    owner   TEXT    NOT NULL,
    epoch   INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (edition, owner),
    UNIQUE (edition, epoch)
) STRICT, WITHOUT ROWID;

-- The edition in the upper half of the id, the place in its plan in the lower:
-- the rows of an edition lie together in the order of the plan, so that claims
-- walk them and counts read them without an index on state.
CREATE TABLE deliveries (
    id       INTEGER PRIMARY KEY,
    edition  INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    address  TEXT    NOT NULL,
    name     TEXT,
    list     TEXT    NOT NULL,
    state    TEXT    NOT NULL DEFAULT 'planned' CHECK (state IN (
        'planned', 'attempted', 'written', 'accepted', 'deferred', 'rejected',
        'expired', 'suppressed', 'cancelled', 'uncertain')),
    attempts INTEGER NOT NULL DEFAULT 0,
    -- The lease that holds the row, while one does.
    epoch    INTEGER,
    -- When a row that was leased before may be leased again.
    due_at   INTEGER,
    UNIQUE (edition, address),
    CHECK (id >> 32 = edition),
    CHECK (epoch IS NULL OR due_at IS NULL),
    CHECK (epoch IS NULL OR state IN ('planned', 'attempted')),
    CHECK (due_at IS NULL OR state IN ('planned', 'deferred')),
    CHECK (state <> 'attempted' OR epoch IS NOT NULL),
    CHECK (state <> 'deferred' OR due_at IS NOT NULL)
) STRICT;

-- These two hold only what is in work at the moment, not every row there is.
CREATE INDEX deliveries_held ON deliveries (edition, epoch) WHERE epoch IS NOT NULL;
CREATE INDEX deliveries_due ON deliveries (edition, due_at) WHERE due_at IS NOT NULL;

-- What happened to a delivery, in order: each intent (detail: the worker), each
-- outcome (detail: the relay's words, or ours).
CREATE TABLE events (
    id       INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    epoch    INTEGER NOT NULL,
    event    TEXT    NOT NULL,
    detail   TEXT    NOT NULL
) STRICT;

CREATE INDEX events_by_delivery ON events (delivery);

-- How a closed edition's rows stood. They change no more, so a list of a
-- thousand old editions need not count a hundred million rows.
CREATE TABLE final_counts (
    edition    INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    state      TEXT    NOT NULL,
    deliveries INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) STRICT, WITHOUT ROWID;
