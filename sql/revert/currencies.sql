-- Revert orderd:currencies from pg
BEGIN;
DROP TABLE orderd.currencies;
COMMIT;
