-- Verify orderd:lines_changed on pg
BEGIN;
SELECT 1 / (count(*) = 2)::int FROM pg_trigger
WHERE tgrelid = 'orderd.order_lines'::regclass AND tgname IN ('order_lines_changed', 'order_lines_dropped');
ROLLBACK;
