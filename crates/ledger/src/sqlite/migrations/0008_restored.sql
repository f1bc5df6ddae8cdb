-- A ledger may be a copy of an earlier day that somebody has put back. It cannot
-- know what went out since, so it mails nobody until it was adopted again.

CREATE TABLE restorations (
    id          INTEGER PRIMARY KEY,
    restored_at INTEGER NOT NULL
) STRICT;

-- Editions that are known to have gone out, and of which nothing else is.
CREATE TABLE lost_editions (
    key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
