-- Deploy orderd:import_journal to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE imports (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('customers', 'products')),
    changes     integer NOT NULL,
    applied     integer NOT NULL DEFAULT 0,
    created     integer NOT NULL DEFAULT 0,
    updated     integer NOT NULL DEFAULT 0,
    unchanged   integer NOT NULL,
    conflicts   jsonb NOT NULL DEFAULT '[]',
    actor_id    bigint REFERENCES users,
    address     inet,
    request_id  text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT imports_applied CHECK (applied BETWEEN 0 AND changes),
    CONSTRAINT imports_finished CHECK (finished_at IS NULL OR applied = changes)
);
CREATE INDEX imports_unfinished ON imports (id) WHERE finished_at IS NULL;
CREATE INDEX imports_created ON imports (created_at);
COMMENT ON TABLE imports IS 'Files that were taken: what one changes is written in pieces, and is finished whoever began it.';
COMMENT ON COLUMN imports.id IS 'Identity.';
COMMENT ON COLUMN imports.kind IS 'What its lines are.';
COMMENT ON COLUMN imports.changes IS 'How many of its lines change something.';
COMMENT ON COLUMN imports.applied IS 'Up to which of them it has been written.';
COMMENT ON COLUMN imports.created IS 'Rows made so far.';
COMMENT ON COLUMN imports.updated IS 'Rows changed so far.';
COMMENT ON COLUMN imports.unchanged IS 'Lines that said what was so already.';
COMMENT ON COLUMN imports.conflicts IS 'Fields that could not be set any more: line, column, code, detail.';
COMMENT ON COLUMN imports.actor_id IS 'Who sent it; null: the operator.';
COMMENT ON COLUMN imports.address IS 'From where.';
COMMENT ON COLUMN imports.request_id IS 'The request that brought it.';
COMMENT ON COLUMN imports.created_at IS 'When it was taken.';
COMMENT ON COLUMN imports.finished_at IS 'When the last line was written.';

-- No foreign key: it would look at the same row of imports for each of 200,000 lines.
CREATE TABLE import_changes (
    import_id bigint NOT NULL,
    position  integer NOT NULL,
    line      integer NOT NULL,
    target_id bigint,
    fields    jsonb NOT NULL,
    PRIMARY KEY (import_id, position)
);
COMMENT ON TABLE import_changes IS 'What the imports that are not finished have to write.';
COMMENT ON COLUMN import_changes.import_id IS 'The import.';
COMMENT ON COLUMN import_changes.position IS 'From 1, in the order of targets, as orders lock products.';
COMMENT ON COLUMN import_changes.line IS 'Line of the file.';
COMMENT ON COLUMN import_changes.target_id IS 'The row it changes; null: makes one.';
COMMENT ON COLUMN import_changes.fields IS 'The line''s checked fields by name.';

GRANT INSERT, DELETE, UPDATE (applied, created, updated, conflicts, finished_at) ON imports TO orderd_app;
GRANT INSERT, DELETE ON import_changes TO orderd_app;

COMMIT;
