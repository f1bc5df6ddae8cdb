-- Editions that wait for somebody's yes, and what people answered. A proposal is
-- its digest: any change makes another one, to which nobody has said anything.

CREATE TABLE proposals (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    pipeline    TEXT    NOT NULL,
    digest      TEXT    NOT NULL UNIQUE,
    -- What a person reads before they answer.
    subject     TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    -- The warnings that nobody has mended or waived, as JSON.
    warnings    TEXT    NOT NULL,
    proposed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX proposals_by_key ON proposals (key, revision);

-- Of each person the last answer counts.
CREATE TABLE answers (
    id          INTEGER PRIMARY KEY,
    proposal    INTEGER NOT NULL REFERENCES proposals ON DELETE CASCADE,
    answered_at INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    answer      TEXT    NOT NULL CHECK (answer IN ('approved', 'rejected')),
    comment     TEXT    NOT NULL
) STRICT;

CREATE INDEX answers_by_proposal ON answers (proposal);
