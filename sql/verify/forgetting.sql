-- Verify orderd:forgetting on pg
BEGIN;
SELECT 1 / has_column_privilege('orderd_app', 'orderd.order_history', 'note', 'UPDATE')::integer,
       1 / has_table_privilege('orderd_app', 'orderd.user_links', 'DELETE')::integer;
ROLLBACK;
