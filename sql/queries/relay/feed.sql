-- The feed: events in the order of the numbers that the relay gives them once they are committed.

-- name: feed_start :one
-- A relay begins. A database that is a copy, or whose site has another address, is silent until an
-- operator accepts it; one that goes on in another timeline may have lost its last events, so whoever
-- pages has to begin anew.
WITH here AS (
    SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system,
           (SELECT timeline_id::text FROM pg_control_checkpoint()) AS timeline,
           :site::text AS site
), reader AS (
    INSERT INTO outbox_readers (name) VALUES ('relay') ON CONFLICT DO NOTHING
)
UPDATE feed SET
    life     = CASE WHEN feed.timeline <> here.timeline THEN @new_life ELSE life END,
    system   = coalesce(feed.system, here.system),
    timeline = here.timeline,
    site     = coalesce(feed.site, here.site),
    silent   = CASE WHEN silent = 'restored' THEN silent
                    WHEN feed.system <> here.system THEN 'copied'
                    WHEN feed.site <> here.site THEN 'moved' END
FROM here
RETURNING silent;

-- fragment: new_life
left(replace(gen_random_uuid()::text, '-', ''), 12)

-- name: feed_accept :one
-- The operator says that this database, here, is the one that tells the world.
UPDATE feed SET system = (SELECT system_identifier::text FROM pg_control_system()), site = :site::text, silent = NULL,
                life = CASE WHEN silent IS NULL THEN life ELSE @new_life END
RETURNING life;

-- name: feed_restored :exec
-- Numbers mean something else now, and nobody is told of what is told a second time.
UPDATE feed SET silent = 'restored', life = @new_life WHERE started_at IS NOT NULL;

-- name: feed_fresh :one
-- A look that costs next to nothing, many times a second.
SELECT EXISTS (SELECT FROM outbox WHERE number IS NULL AND id > :floor::bigint) OR started_at IS NULL AS fresh FROM feed;

-- name: feed_lock :exec
-- In a statement of its own: the next one's snapshot is younger than the lock, so that it sees what
-- another relay has numbered.
SELECT @lock_feed;

-- fragment: feed_batch
1000

-- name: feed_number :one
-- Numbers what is committed, in the order of ids, in which an order's events stand: each is written
-- under the lock of its row. Statements behind this one in the transaction find what is new above
-- feed.previous. Whoever sees a number sees all below it, since batches commit one after another. What
-- was committed before the very first relay saw the end of it is told to nobody; the end is a batch
-- that is not full. Nothing that a row may hold fails here or in the statements behind: one row that
-- did would hold up all. `own` is above every transaction that ran by then, as the end of the snapshot
-- is not: that is only behind the last that ended.
WITH fresh AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id) AS place,
           CASE WHEN starts_with(event, 'order.') THEN subject_id
                WHEN payload ->> 'order_id' ~ '^[0-9]{1,18}$' THEN (payload ->> 'order_id')::bigint END AS order_id
    FROM (SELECT id, event, subject_id, payload FROM outbox
          WHERE number IS NULL AND id > :floor::bigint ORDER BY id LIMIT @feed_batch) AS oldest
), turned AS (
    UPDATE feed SET
        previous      = last,
        last          = last + n,
        quiet_through = CASE WHEN started_at IS NULL THEN last + n ELSE quiet_through END,
        started_at    = CASE WHEN n < @feed_batch THEN coalesce(started_at, now()) ELSE started_at END
    FROM (SELECT count(*) AS n FROM fresh) AS batch
    RETURNING previous
), numbered AS (
    UPDATE outbox SET number = previous + place, order_id = fresh.order_id, numbered_at = clock_timestamp()
    FROM fresh, turned WHERE outbox.id = fresh.id
    RETURNING true
)
SELECT (SELECT count(*) FROM numbered) AS numbered, (SELECT max(id) FROM fresh) AS highest,
       pg_snapshot_xmin(pg_current_snapshot()) AS oldest_running, pg_current_xact_id() AS own;

-- The batch that feed_number has just numbered, of which the world may be told: found by their numbers,
-- whatever the planner thinks of the table, so that what a batch costs does not grow with it.
-- fragment: just_numbered
feed CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE number > greatest(feed.previous, feed.quiet_through) AND number <= feed.last
    ORDER BY number LIMIT @feed_batch)
