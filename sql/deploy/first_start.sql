-- Deploy orderd:first_start to pg

BEGIN;
SET LOCAL search_path = orderd;

-- It was an id, below which somebody could still commit.
UPDATE feed SET quiet_through = least(quiet_through, last);
COMMENT ON COLUMN feed.quiet_through IS 'Of numbers up to this, which stood when the relay first ran, nobody is told.';

COMMIT;
