-- Verify orderd:import_journal on pg
BEGIN;
SELECT id, kind, changes, applied, created, updated, unchanged, conflicts, actor_id, address, request_id, created_at, finished_at
FROM orderd.imports WHERE false;
SELECT import_id, position, line, target_id, fields FROM orderd.import_changes WHERE false;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.import_changes', 'INSERT')::int;
ROLLBACK;
