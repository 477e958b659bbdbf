-- Deploy orderd:schema to pg
-- Runs as orderd_owner; the roles are made by the operator (README, "Install") since they
-- belong to the cluster and not to this database.

BEGIN;

CREATE SCHEMA orderd;
COMMENT ON SCHEMA orderd IS 'The order management system orderd.';
SET LOCAL search_path = orderd;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA orderd;

GRANT USAGE ON SCHEMA orderd TO orderd_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA orderd GRANT SELECT ON TABLES TO orderd_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA orderd GRANT USAGE ON SEQUENCES TO orderd_app;

CREATE TYPE role AS ENUM ('customer', 'staff', 'manager', 'admin');
COMMENT ON TYPE role IS 'What a user may do; a later value may do all that an earlier one may.';

-- A statement that finds the world other than the rules assumed says so here: everything in
-- its transaction is undone, and the gateway knows the word.
CREATE FUNCTION refuse_unless(ok boolean, code text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF ok IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'ORDRD', MESSAGE = code;
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION refuse_unless IS
    'Fails with SQLSTATE ORDRD and the word `code` unless `ok`; else true.';

COMMIT;
