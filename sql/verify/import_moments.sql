-- Verify orderd:import_moments on pg
BEGIN;
SELECT 1 / (has_function_privilege('orderd.import_moment(text, text)', 'execute'))::int;
ROLLBACK;
