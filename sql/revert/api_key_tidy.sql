-- Revert orderd:api_key_tidy from pg
BEGIN;
SET LOCAL search_path = orderd;
REVOKE DELETE ON api_keys FROM orderd_app;
DROP INDEX api_keys_ended;
COMMIT;
