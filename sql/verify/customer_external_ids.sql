-- Verify orderd:customer_external_ids on pg
BEGIN;
SELECT external_id FROM orderd.customers WHERE false;
SELECT 1 / count(*) FROM pg_class WHERE oid = to_regclass('orderd.customers_external_id');
ROLLBACK;
