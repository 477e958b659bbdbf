-- Verify orderd:import_lines on pg
BEGIN;
SELECT 'orderd.import_lines()'::regprocedure, 'orderd.customers_email'::regclass;
ROLLBACK;
