-- What somebody asked for who stands on the list already: they had left, bounced or
-- complained, or an operator has put them there. Anybody may type an address into a
-- form, so their row stays as it is until the person confirms.

CREATE TABLE wishes (
    list         TEXT    NOT NULL,
    subscriber   INTEGER NOT NULL REFERENCES subscribers ON DELETE CASCADE,
    asked_at     INTEGER NOT NULL,
    source       TEXT    NOT NULL,
    text_version TEXT,
    ip           TEXT,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (list, subscriber)
) STRICT, WITHOUT ROWID;

CREATE INDEX wishes_by_subscriber ON wishes (subscriber);
CREATE INDEX wishes_expiring ON wishes (expires_at);
