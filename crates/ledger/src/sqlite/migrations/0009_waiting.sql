-- What waits although it is ready: for its hour, for people, for a moment in which it
-- can still be stopped. Everything that a restart must know stands here.

-- The drafts in it, as a JSON array of digests.
ALTER TABLE proposals ADD COLUMN contents TEXT NOT NULL DEFAULT '[]';
-- Since when nothing but time keeps it, and until when.
ALTER TABLE proposals ADD COLUMN admitted_at INTEGER;
ALTER TABLE proposals ADD COLUMN waits_until INTEGER;
ALTER TABLE proposals ADD COLUMN cancelled_at INTEGER;

-- Drafts that a pipeline has taken in as ready and that are not out yet. Their bytes
-- are captures, so that they go out even if their file is deleted.
CREATE TABLE shelf (
    world      TEXT    NOT NULL CHECK (world IN ('rehearsal', 'live')),
    pipeline   TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    digest     TEXT    NOT NULL REFERENCES captures (digest),
    shelved_at INTEGER NOT NULL,
    PRIMARY KEY (world, pipeline, path),
    UNIQUE (world, pipeline, digest)
) STRICT, WITHOUT ROWID;
