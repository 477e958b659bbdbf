-- Verify orderd:cached_checks on pg
BEGIN;
SELECT 1 / (count(*) >= 12)::integer FROM pg_constraint WHERE contypid <> 0 AND connamespace = 'orderd'::regnamespace;
ROLLBACK;
