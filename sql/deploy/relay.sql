-- Deploy orderd:relay to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Ids are given out before a transaction commits, so who reads by them misses what commits late. An
-- event's number is given by the relay, after the commit.
ALTER TABLE outbox
    ADD number      bigint CHECK (number > 0),
    ADD order_id    bigint,
    ADD numbered_at timestamptz;
COMMENT ON COLUMN outbox.id IS 'Identity; within an order in the order of what happened.';
COMMENT ON COLUMN outbox.number IS 'Its place in the feed, without holes; null: not given yet, and nobody may see it.';
COMMENT ON COLUMN outbox.order_id IS 'The order that it is about, given with the number; null: none.';
COMMENT ON COLUMN outbox.numbered_at IS 'When it got its number.';
CREATE INDEX outbox_fresh ON outbox (id) WHERE number IS NULL;
CREATE UNIQUE INDEX outbox_number ON outbox (number) WHERE number IS NOT NULL;
GRANT UPDATE (number, order_id, numbered_at) ON outbox TO orderd_app;

CREATE TABLE feed (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    life          text NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 12),
    last          bigint NOT NULL DEFAULT 0,
    previous      bigint NOT NULL DEFAULT 0 CHECK (previous <= last),
    first         bigint NOT NULL DEFAULT 1,
    quiet_through bigint NOT NULL DEFAULT 0,
    started_at    timestamptz,
    system        text,
    timeline      text,
    site          text,
    silent        text CHECK (silent IN ('restored', 'copied', 'moved'))
);
COMMENT ON TABLE feed IS 'The events as others read them, in the order of their numbers; one row.';
COMMENT ON COLUMN feed.one IS 'There is one row.';
COMMENT ON COLUMN feed.life IS 'The feed''s name: a new one when numbers may have been given that are not there any more.';
COMMENT ON COLUMN feed.last IS 'The last number given.';
COMMENT ON COLUMN feed.previous IS 'The last number before the newest batch.';
COMMENT ON COLUMN feed.first IS 'The lowest number that is still kept.';
COMMENT ON COLUMN feed.quiet_through IS 'Of ids up to this, which stood when the relay first ran, nobody is told.';
COMMENT ON COLUMN feed.started_at IS 'When a relay first ran; null: never.';
COMMENT ON COLUMN feed.system IS 'System identifier of the database that may tell the world.';
COMMENT ON COLUMN feed.timeline IS 'Its timeline: another one may have lost what was last committed.';
COMMENT ON COLUMN feed.site IS 'Public address of the site that may tell the world.';
COMMENT ON COLUMN feed.silent IS
    'Why nobody is mailed or called until the operator says so: restored from a backup, copied to another cluster, or moved to another address.';
INSERT INTO feed DEFAULT VALUES;
GRANT SELECT, UPDATE ON feed TO orderd_app;
GRANT INSERT ON outbox_readers TO orderd_app;

COMMIT;
