-- What the gateway itself asks for.

-- name: health :one
-- The least that needs the database to be there, migrated and open for writing.
SELECT (SELECT count(*) FROM shop WHERE currency IS NOT NULL) = 1
       AND NOT current_setting('transaction_read_only')::boolean AS is_fit;

-- name: clock :one
-- The server's time in milliseconds, to say deadlines in.
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms;

-- Whether who asked still waits.
-- fragment: in_time
coalesce(clock_timestamp() < to_timestamp(:deadline_ms::double precision / 1000), true)

-- name: in_time :exec
-- Last of a write, unless one of its statements asks that itself once it has its locks.
SELECT refuse_unless(@in_time, 'too_late');

-- name: replica_floor :one
-- How far whoever reads must have come to see all that was acknowledged until now. Null: this is no
-- primary, and there is nothing to go by.
SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn() END AS replica_floor;

-- name: replica_fits :exec
-- First of what a standby is asked: waits, thirty times for a thousandth of a second at least, until it
-- has come as far. What is no standby any more may be a primary that was cut off.
WITH RECURSIVE looks AS (
    SELECT 1 AS look, @replica_has AS has
    UNION ALL
    SELECT look + 1, @replica_has FROM looks CROSS JOIN LATERAL (SELECT pg_sleep(look * 0 + 0.001)) slept
    WHERE NOT has AND look < 30
)
SELECT refuse_unless(pg_is_in_recovery(), 'unavailable') AND refuse_unless(bool_or(has), 'again') FROM looks;

-- fragment: replica_has
coalesce(pg_last_wal_replay_lsn() >= :replica_floor::pg_lsn, NOT pg_is_in_recovery())

-- name: flush :exec
-- An empty transaction that has an id and commits synchronously: once it is on disk, so is
-- every commit before it.
SELECT pg_logical_emit_message(true, 'orderd', '');

-- name: idempotency_find :one
-- The request that this key was used for, if any; counting the replay makes it a write, so that
-- a replay, too, is answered only when it is on disk (and on the synchronous standby).
UPDATE idempotency_keys SET replays = replays + 1
WHERE principal = :principal AND route = :route AND key = :idempotency_key
RETURNING status, resource_id AS id, request_hash = :request_hash::bytea AS same_request;

-- name: idempotency_claim :exec
-- Taken in the transaction of the work. Trying the lock first answers at once where a
-- conflicting insert would wait for the other request's end.
INSERT INTO idempotency_keys (principal, route, key, request_hash, status, resource_id)
SELECT :principal, :route, :idempotency_key, :request_hash::bytea, :reply_status::smallint, :id::bigint
WHERE refuse_unless(@try_idempotency_key, 'in_progress');

-- name: dry_run_end :exec
-- Last of a dry run's transaction, which it undoes.
SELECT refuse_unless(NOT constraints_hold(), 'dry_run');

-- name: list_begin :exec
-- Lists have many optional filters, and one plan does not fit them all: planned for each call.
-- Without this a few costly calls make PostgreSQL keep a generic plan for the whole connection.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true);

-- What is searched for, in the one search_text of a statement. Word by word: constants to the planner.
-- fragment: search_fits
(search_text LIKE (search_patterns(:search))[1]
 AND ((search_patterns(:search))[2] IS NULL OR search_text LIKE (search_patterns(:search))[2])
 AND ((search_patterns(:search))[3] IS NULL OR search_text LIKE (search_patterns(:search))[3]))
