-- Deploy orderd:chores to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE chores (
    name          text PRIMARY KEY CHECK (length(name) > 0),
    every_seconds integer NOT NULL CHECK (every_seconds > 0),
    due_at        timestamptz NOT NULL DEFAULT now(),
    begun_at      timestamptz,
    done_at       timestamptz,
    failed_at     timestamptz,
    failure       text
) WITH (fillfactor = 50);
COMMENT ON TABLE chores IS
    'What the relay does because time goes by. Whoever takes one that is due sets the time at which it is due again, and so has it until then.';
COMMENT ON COLUMN chores.name IS 'As the program calls it.';
COMMENT ON COLUMN chores.every_seconds IS 'Its pace.';
COMMENT ON COLUMN chores.due_at IS 'From when on it is to be done; infinity: held by the operator.';
COMMENT ON COLUMN chores.begun_at IS 'When it was last taken.';
COMMENT ON COLUMN chores.done_at IS 'When it was last done to its end.';
COMMENT ON COLUMN chores.failed_at IS 'When it last failed.';
COMMENT ON COLUMN chores.failure IS 'Why.';
GRANT SELECT, INSERT, UPDATE ON chores TO orderd_app;

COMMIT;
