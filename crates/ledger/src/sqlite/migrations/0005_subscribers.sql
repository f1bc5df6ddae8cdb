-- People on lists, and who may not be mailed. Addresses are normalised; lists go
-- by their names in copydesk.yaml.

CREATE TABLE subscribers (
    id         INTEGER PRIMARY KEY,
    address    TEXT    NOT NULL UNIQUE,
    name       TEXT,
    -- A JSON object of values, and a JSON array of words.
    attributes TEXT    NOT NULL DEFAULT '{}' CHECK (json_type(attributes) = 'object'),
    tags       TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(tags) = 'array'),
    added_at   INTEGER NOT NULL
) STRICT;

-- Being on a list, with the proof of consent: when, how, to which words, from where.
CREATE TABLE subscriptions (
    list         TEXT    NOT NULL,
    subscriber   INTEGER NOT NULL REFERENCES subscribers ON DELETE CASCADE,
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'confirmed')),
    since        INTEGER NOT NULL,
    consent_at   INTEGER,
    source       TEXT    NOT NULL,
    text_version TEXT,
    ip           TEXT,
    PRIMARY KEY (list, subscriber),
    CHECK (state <> 'confirmed' OR consent_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscriptions_by_subscriber ON subscriptions (subscriber);

-- Who may not be mailed, and why; one row a reason, so that undoing one does not
-- undo another. An empty list means every list. An erased person stands here
-- under a keyed hash alone.
CREATE TABLE suppressions (
    address TEXT    NOT NULL,
    list    TEXT    NOT NULL,
    reason  TEXT    NOT NULL CHECK (reason IN (
        'unsubscribed', 'bounced', 'complained', 'suppressed', 'erased')),
    at      INTEGER NOT NULL,
    source  TEXT    NOT NULL,
    PRIMARY KEY (address, list, reason)
) STRICT, WITHOUT ROWID;

-- What people and operators changed, in order. Imports leave no row a person:
-- the subscription says where it came from.
CREATE TABLE subscriber_events (
    id      INTEGER PRIMARY KEY,
    address TEXT    NOT NULL,
    list    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    event   TEXT    NOT NULL,
    detail  TEXT    NOT NULL
) STRICT;

CREATE INDEX subscriber_events_by_address ON subscriber_events (address);

-- Everything that was sent to one person, for tracing and for erasure.
CREATE INDEX deliveries_by_address ON deliveries (address);
