-- Revert orderd:customer_external_ids from pg
BEGIN;
ALTER TABLE orderd.customers DROP external_id;
COMMIT;
