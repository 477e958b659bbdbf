-- Verify orderd:chores on pg
BEGIN;
SELECT name, every_seconds, due_at, begun_at, done_at, failed_at, failure FROM orderd.chores WHERE false;
ROLLBACK;
