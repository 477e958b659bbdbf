-- Revert orderd:import_lines from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX customers_email;
DROP FUNCTION import_lines();
COMMIT;
