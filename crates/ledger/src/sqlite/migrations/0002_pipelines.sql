-- Which pipeline an edition came through. Editions from before this was kept
-- have none: nobody can tell any more.
ALTER TABLE editions ADD COLUMN pipeline TEXT;
