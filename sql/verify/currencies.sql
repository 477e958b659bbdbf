-- Verify orderd:currencies on pg
BEGIN;
SELECT 1 / count(*) FROM orderd.currencies WHERE code = 'USD';
ROLLBACK;
