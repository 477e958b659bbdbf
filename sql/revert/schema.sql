-- Revert orderd:schema from pg
BEGIN;
ALTER DEFAULT PRIVILEGES IN SCHEMA orderd REVOKE SELECT ON TABLES FROM orderd_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA orderd REVOKE USAGE ON SEQUENCES FROM orderd_app;
DROP FUNCTION orderd.refuse_unless(boolean, text);
DROP TYPE orderd.role;
DROP EXTENSION pg_trgm;
DROP SCHEMA orderd;
COMMIT;
