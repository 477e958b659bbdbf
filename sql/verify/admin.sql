-- Verify orderd:admin on pg
BEGIN;
SELECT 'orderd.users_search'::regclass;
SELECT 1 / has_column_privilege('orderd_app', 'orderd.sessions', 'address', 'UPDATE')::int;
ROLLBACK;
