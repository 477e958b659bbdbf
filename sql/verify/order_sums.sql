-- Verify orderd:order_sums on pg
BEGIN;
SELECT 'orderd.order_lines_added()'::regprocedure;
SELECT 1 / count(*) FROM pg_trigger WHERE tgrelid = 'orderd.order_lines'::regclass AND tgname = 'order_lines_added';
ROLLBACK;
