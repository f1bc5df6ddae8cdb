-- What people ask for on the newsroom's own pages.

-- A wish that nobody confirms is forgotten then. What an operator has put on a list
-- as pending waits for ever.
ALTER TABLE subscriptions ADD COLUMN expires_at INTEGER;

CREATE INDEX subscriptions_expiring ON subscriptions (expires_at) WHERE expires_at IS NOT NULL;

-- Whose token is whose: its hash, and an empty list where it is about the person
-- alone. Written when a message with it is planned.
CREATE TABLE tokens (
    mark    BLOB NOT NULL PRIMARY KEY,
    list    TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was asked for lately under which key, to keep anybody from asking too often.
-- Keys are keyed hashes; a row goes once it counts no more.
CREATE TABLE asked (
    id    INTEGER PRIMARY KEY,
    key   TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE INDEX asked_by_key ON asked (key, until);
CREATE INDEX asked_by_end ON asked (until);
