-- Revert orderd:import_journal from pg
BEGIN;
DROP TABLE orderd.import_changes;
DROP TABLE orderd.imports;
COMMIT;
