-- Deliveries go out in batches of one destination, a run can be stopped, ended
-- and outlived, and a new ledger sends nothing until somebody adopts it.

ALTER TABLE editions ADD COLUMN stopped_at INTEGER;
ALTER TABLE editions ADD COLUMN cancelled_at INTEGER;
-- Who waits then is given up.
ALTER TABLE editions ADD COLUMN not_after INTEGER;

ALTER TABLE deliveries ADD COLUMN destination TEXT NOT NULL DEFAULT '';
-- The last lease that held the row: a run leaves alone what it had before.
ALTER TABLE deliveries ADD COLUMN last_epoch INTEGER NOT NULL DEFAULT 0;

DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (edition, destination, due_at)
    WHERE due_at IS NOT NULL;

-- When each chunk of a plan was added.
CREATE TABLE chunks (
    edition    INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    planned_at INTEGER NOT NULL,
    PRIMARY KEY (edition, first)
) STRICT, WITHOUT ROWID;

-- Rows of one destination that were never leased, by the ids of a chunk. A claim
-- shortens a range instead of looking for rows by their state.
CREATE TABLE unclaimed (
    edition     INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    destination TEXT    NOT NULL,
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    PRIMARY KEY (edition, destination, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX unclaimed_in_order ON unclaimed (edition, first);

INSERT INTO unclaimed (edition, destination, first, last)
    SELECT id, '', (id << 32) + handed_out + 1, (id << 32) + candidates
    FROM editions WHERE candidates > handed_out;

ALTER TABLE editions DROP COLUMN handed_out;

-- The pace of a destination, for all editions and all processes together.
CREATE TABLE destinations (
    name         TEXT PRIMARY KEY,
    -- Theoretical arrival time of the next message (GCRA).
    tat          INTEGER NOT NULL DEFAULT 0,
    paused_until INTEGER NOT NULL DEFAULT 0,
    -- For a ramp: days since 1970, and how many were granted on the last of them.
    first_day    INTEGER,
    day          INTEGER,
    granted      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- That somebody has opened this ledger for mail to people, and when.
CREATE TABLE adoption (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    adopted_at INTEGER NOT NULL
) STRICT;

-- Drafts that stood ready then, and are not to be sent.
CREATE TABLE seen (
    digest TEXT PRIMARY KEY,
    path   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A ledger that has sent to people needs nobody to open it.
INSERT INTO adoption (only, adopted_at)
    SELECT 1, min(opened_at) FROM editions WHERE world = 'live' HAVING count(*) > 0;
