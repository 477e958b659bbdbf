-- Seals: batches of the audit log in a chain that only the holder of the key can make.

-- fragment: audit_text
jsonb_build_array(a.id, a.event, a.actor_id, a.subject_id, a.address, a.details, a.request_id,
                  to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text

-- fragment: seal_columns
s.id, s.last_id, s.row_ids, encode(s.row_macs, 'hex') AS row_macs, encode(s.head, 'hex') AS head, encode(s.archived_mac, 'hex') AS archived_mac,
to_char(s.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS sealed_at

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

-- name: audit_note :exec
-- What the operator does at the shell.
INSERT INTO audit_log (event, details) VALUES (:event, '{}');
