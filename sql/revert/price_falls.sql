-- Revert orderd:price_falls from pg
BEGIN;
ALTER TABLE orderd.refunds DROP price_fell;
COMMIT;
