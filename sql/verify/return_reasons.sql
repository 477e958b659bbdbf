-- Verify orderd:return_reasons on pg
BEGIN;
SELECT 1 / has_column_privilege('orderd_app', 'orderd.returns', 'reason', 'UPDATE')::int;
ROLLBACK;
