-- Revert orderd:first_start from pg

BEGIN;
COMMENT ON COLUMN orderd.feed.quiet_through IS 'Of ids up to this, which stood when the relay first ran, nobody is told.';
COMMIT;
