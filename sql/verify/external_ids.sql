-- Verify orderd:external_ids on pg
BEGIN;
SELECT external_id FROM orderd.orders WHERE false;
SELECT 1 / count(*) FROM pg_class WHERE oid = to_regclass('orderd.orders_external_id');
ROLLBACK;
