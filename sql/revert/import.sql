-- Revert orderd:import from pg
BEGIN;
DROP TABLE orderd.import_rows;
COMMIT;
