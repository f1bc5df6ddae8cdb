-- What a draft is compared with others by, without reading it again. The ledger does
-- not look inside; a draft that nobody has compared yet has none.
ALTER TABLE captures ADD COLUMN gist BLOB;
