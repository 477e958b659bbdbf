-- Verify orderd:findings on pg
BEGIN;
SELECT name, value, found_at FROM orderd.findings WHERE false;
ROLLBACK;
