-- Seals: batches of the audit log in a chain that only the holder of the key can make.

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

-- fragment: audit_text
jsonb_build_array(a.id, a.event, a.actor_id, a.subject_id, a.address, a.details, a.request_id,
                  to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text

-- fragment: seal_columns
s.id, s.last_id, s.row_ids, encode(s.row_macs, 'hex') AS row_macs, encode(s.head, 'hex') AS head,
to_char(s.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS sealed_at

-- name: seal_last :many
SELECT @seal_columns FROM audit_seals s ORDER BY s.id DESC LIMIT 1;

-- name: seal_get :many
SELECT @seal_columns FROM audit_seals s WHERE s.id = :seal_id::bigint;

-- name: seal_after :many
SELECT @seal_columns FROM audit_seals s WHERE s.id > :seal_id::bigint ORDER BY s.id LIMIT 1;

-- name: seal_kept :many
-- The chain's end as the line that is kept outside the database. For a restored schema, which may
-- be of a time before seals and whose session may have no search path: hence the query in a text.
SELECT unnest(xpath('//kept/text()', query_to_xml(
    'SELECT id || '' '' || encode(head, ''hex'') AS kept FROM orderd.audit_seals ORDER BY id DESC LIMIT 1',
    false, false, '')))::text AS kept
WHERE to_regclass('orderd.audit_seals') IS NOT NULL;

-- name: audit_between :many
-- A batch holds at most 1,000 rows; one more shows what was put among them.
SELECT a.id, @audit_text AS text FROM audit_log a
WHERE a.id > :after_id::bigint AND a.id <= :last_id::bigint ORDER BY a.id LIMIT :most::bigint;

-- name: audit_behind :one
SELECT count(*) AS rows FROM audit_log WHERE id > :after_id::bigint;

-- name: seal_create :exec
INSERT INTO audit_seals (id, last_id, row_ids, row_macs, head, sealed_at)
VALUES (:seal_id::bigint, :last_id::bigint, :row_ids::bigint[], :row_macs::bytea, :head::bytea, :sealed_at::timestamptz);

-- name: audit_note :exec
-- What the operator does at the shell.
INSERT INTO audit_log (event, details) VALUES (:event, '{}');
