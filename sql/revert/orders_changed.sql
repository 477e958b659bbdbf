-- Revert orderd:orders_changed from pg

BEGIN;
DROP INDEX orderd.orders_changed;
COMMIT;
