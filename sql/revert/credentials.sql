-- Revert orderd:credentials from pg
BEGIN;
DROP TABLE orderd.api_keys;
DROP TABLE orderd.password_resets;
COMMIT;
