-- Verify orderd:disputes on pg
BEGIN;
SELECT claimed FROM orderd.payment_operations WHERE false;
ROLLBACK;
