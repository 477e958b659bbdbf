-- Revert orderd:external_ids from pg
BEGIN;
ALTER TABLE orderd.orders DROP external_id;
COMMIT;
