-- Verify orderd:first_start on pg
BEGIN;
SELECT 1 / count(*) FROM orderd.feed WHERE quiet_through <= last;
ROLLBACK;
