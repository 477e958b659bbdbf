-- Verify orderd:api_key_tidy on pg
BEGIN;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.api_keys', 'DELETE')::int;
SELECT 'orderd.api_keys_ended'::regclass;
ROLLBACK;
