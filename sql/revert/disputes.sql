-- Revert orderd:disputes from pg
BEGIN;
ALTER TABLE orderd.payment_operations DROP claimed;
COMMIT;
