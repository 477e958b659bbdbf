-- Revert orderd:import_moments from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION import_moment;
COMMIT;
