-- Verify orderd:lines_added on pg
BEGIN;
SELECT 1 / (prosrc LIKE '%SELECT DISTINCT order_id FROM added%')::int FROM pg_proc WHERE oid = 'orderd.order_lines_added()'::regprocedure;
ROLLBACK;
