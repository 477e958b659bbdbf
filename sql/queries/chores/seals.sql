-- Seals of the audit log are made: which rows are final, and where the chain ends.

-- fragment: audit_writers
FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_log'::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())

-- name: audit_high :one
-- The last id that was given out, and then who may still hold one up to it: a transaction that
-- writes audit rows has this lock from before it takes an id until it has ended. Also which database
-- this is, and on which timeline: by the name of the file that is written, since after a promotion the
-- control file has it late.
SELECT coalesce(pg_sequence_last_value('audit_log_id_seq'), 0) AS high,
       (SELECT system_identifier FROM pg_control_system()) || '/'
         || (SELECT oid FROM pg_database WHERE datname = current_database()) AS database,
       ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint AS timeline,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS sealed_at;

-- name: audit_writers :one
SELECT coalesce(array_agg(virtualtransaction), '{}') AS writers @audit_writers;

-- name: audit_writing :one
SELECT EXISTS (SELECT @audit_writers AND virtualtransaction = ANY (:writers::text[])) AS still;

-- name: seal_last :many
SELECT @seal_columns FROM audit_seals s ORDER BY s.id DESC LIMIT 1;

-- name: seal_get :many
SELECT @seal_columns FROM audit_seals s WHERE s.id = :seal_id::bigint;

-- name: seal_create :exec
INSERT INTO audit_seals (id, last_id, row_ids, row_macs, head, sealed_at)
VALUES (:seal_id::bigint, :last_id::bigint, :row_ids::bigint[], :row_macs::bytea, :head::bytea, :sealed_at::timestamptz);
