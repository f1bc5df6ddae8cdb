-- Since when somebody is on the list, as their message says it: planned with their
-- name, so that a second attempt has the first one's bytes.

ALTER TABLE deliveries ADD COLUMN since TEXT;
