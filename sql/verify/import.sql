-- Verify orderd:import on pg
BEGIN;
SELECT line, fields FROM orderd.import_rows WHERE false;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.import_rows', 'INSERT')::int;
ROLLBACK;
