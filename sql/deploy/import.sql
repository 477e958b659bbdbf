-- Deploy orderd:import to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Not logged: a crash undoes the only transaction that sees its rows anyway.
CREATE UNLOGGED TABLE import_rows (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line   integer NOT NULL,
    fields jsonb NOT NULL
);
COMMENT ON TABLE import_rows IS 'Lines of files on their way in; empty outside of the transaction that imports them.';
COMMENT ON COLUMN import_rows.id IS 'Identity; two imports at once have lines of the same number.';
COMMENT ON COLUMN import_rows.line IS 'Line of the file.';
COMMENT ON COLUMN import_rows.fields IS 'Its checked fields by name.';

GRANT INSERT, DELETE ON import_rows TO orderd_app;

COMMIT;
