-- An attempt leaves one row of what happened: its outcome, with the intent that came
-- before it. Two rows for each message were half of what the ledger wrote in a run.

ALTER TABLE events ADD COLUMN intended_at INTEGER;
-- Who noted the intent.
ALTER TABLE events ADD COLUMN worker TEXT;

-- The table anew, for two things that cannot be altered. The words of a state are
-- compared one after another: of a list, SQLite made a table for every row that
-- changed. And a row has the room of its intent from the start.
CREATE TABLE deliveries_anew (
    id          INTEGER PRIMARY KEY,
    edition     INTEGER NOT NULL REFERENCES editions ON DELETE CASCADE,
    address     TEXT    NOT NULL,
    name        TEXT,
    list        TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'planned' CHECK (
        state = 'planned' OR state = 'attempted' OR state = 'written' OR state = 'accepted'
        OR state = 'deferred' OR state = 'rejected' OR state = 'expired'
        OR state = 'suppressed' OR state = 'cancelled' OR state = 'uncertain'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    -- When the last intent was noted; before the first one, when it was planned.
    intended_at INTEGER NOT NULL,
    -- The lease that holds the row, while one does.
    epoch       INTEGER,
    -- When a row that was leased before may be leased again.
    due_at      INTEGER,
    destination TEXT    NOT NULL,
    -- The last lease that held the row: a run leaves alone what it had before.
    last_epoch  INTEGER NOT NULL DEFAULT 0,
    since       TEXT,
    UNIQUE (edition, address),
    CHECK (id >> 32 = edition),
    CHECK (epoch IS NULL OR due_at IS NULL),
    CHECK (epoch IS NULL OR state IN ('planned', 'attempted')),
    CHECK (due_at IS NULL OR state IN ('planned', 'deferred')),
    CHECK (state <> 'attempted' OR epoch IS NOT NULL),
    CHECK (state <> 'deferred' OR due_at IS NOT NULL)
) STRICT;

INSERT INTO deliveries_anew
    SELECT id, edition, address, name, list, state, attempts,
           coalesce((SELECT max(at) FROM events
                     WHERE delivery = deliveries.id AND event = 'intended'), 0),
           epoch, due_at, destination, last_epoch, since
    FROM deliveries ORDER BY id;

-- The row of an intent without an outcome, which the delivery has now.
DELETE FROM events WHERE id IN (
    SELECT max(id) FROM events
    WHERE delivery IN (SELECT id FROM deliveries WHERE state = 'attempted')
    GROUP BY delivery);

DROP TABLE deliveries;
ALTER TABLE deliveries_anew RENAME TO deliveries;
CREATE INDEX deliveries_held ON deliveries (edition, epoch) WHERE epoch IS NOT NULL;
CREATE INDEX deliveries_due ON deliveries (edition, destination, due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_by_address ON deliveries (address);

-- Everything in order: each intent (detail: the worker), and what became of it.
CREATE VIEW history AS
    SELECT delivery, 2 * id AS place, intended_at AS at, epoch,
           'intended' AS event, worker AS detail
    FROM events WHERE intended_at IS NOT NULL
    UNION ALL
    SELECT delivery, 2 * id + 1, at, epoch, event, detail FROM events
    UNION ALL
    SELECT d.id, 9223372036854775807, d.intended_at, d.epoch, 'intended', l.owner
    FROM deliveries d JOIN leases l ON l.edition = d.edition AND l.epoch = d.epoch
    WHERE d.state = 'attempted';
