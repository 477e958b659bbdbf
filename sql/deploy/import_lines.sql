-- Deploy orderd:import_lines to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Volatile, so that it stays a function to the planner: what that believes of a table that is empty
-- to everybody else has made it look through all customers once a line.
CREATE FUNCTION import_lines() RETURNS TABLE (line integer, fields jsonb)
LANGUAGE sql VOLATILE ROWS 1000
BEGIN ATOMIC
    SELECT i.line, i.fields FROM import_rows i;
END;
COMMENT ON FUNCTION import_lines IS 'The lines of import_rows, to be joined: planned as a thousand, whatever was seen of the table.';

CREATE INDEX customers_email ON customers (lower(email));

COMMIT;
