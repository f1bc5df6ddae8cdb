-- What came back about deliveries: marks on those that a relay took, each with the
-- message that says so, by which it is undone. A mark changes no sum; where nobody
-- knew before whether the relay had it, `taken` or any other one says that it did.
CREATE TABLE marks (
    delivery      INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    mark          TEXT    NOT NULL CHECK (mark IN ('taken', 'bounced', 'complained')),
    message       TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    was_uncertain INTEGER NOT NULL CHECK (was_uncertain IN (0, 1)),
    PRIMARY KEY (delivery, mark)
) STRICT, WITHOUT ROWID;

CREATE INDEX marks_by_message ON marks (message);

-- The message that a reason rests on, where it was one.
ALTER TABLE suppressions ADD COLUMN message TEXT;
CREATE INDEX suppressions_by_message ON suppressions (message) WHERE message IS NOT NULL;
