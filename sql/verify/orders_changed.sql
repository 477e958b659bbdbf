-- Verify orderd:orders_changed on pg
BEGIN;
SELECT 'orderd.orders_changed'::regclass;
ROLLBACK;
