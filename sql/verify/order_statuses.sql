-- Verify orderd:order_statuses on pg
BEGIN;
SELECT status, holds_stock, sold, payable, has_left, ended, called_off FROM orderd.order_statuses WHERE false;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.order_statuses', 'SELECT')::int;
ROLLBACK;
