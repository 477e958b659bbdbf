-- Deploy orderd:findings to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE findings (
    name     text PRIMARY KEY,
    value    bigint NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON TABLE findings IS 'What chores found when they last looked, for the metrics.';
COMMENT ON COLUMN findings.name IS 'What was looked for.';
COMMENT ON COLUMN findings.value IS 'How many there were.';
COMMENT ON COLUMN findings.found_at IS 'When.';
GRANT SELECT, INSERT, UPDATE ON findings TO orderd_app;

COMMIT;
