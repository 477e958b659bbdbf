-- Verify orderd:orders_total on pg
BEGIN;
SELECT 1 / count(*) FROM pg_index WHERE indexrelid = 'orderd.orders_by_total'::regclass AND indpred IS NOT NULL;
ROLLBACK;
