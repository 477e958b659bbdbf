-- Verify orderd:order_changes on pg
BEGIN;
SELECT deleted_at FROM orderd.orders WHERE false;
SELECT 1 / orderd.constraints_hold()::int;
SELECT 1 / count(*) FROM pg_trigger WHERE tgname = 'order_lines_stand';
SELECT 1 / has_column_privilege('orderd_app', 'orderd.order_lines', 'quantity', 'UPDATE')::int;
ROLLBACK;
