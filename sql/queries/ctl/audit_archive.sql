-- Old rows of the audit log, whose seals stay: in files of lines as @audit_text has them.

-- name: seal_until :one
SELECT coalesce(max(id), 0) AS id FROM audit_seals WHERE sealed_at < (SELECT @to_moment FROM shop);

-- name: seal_heads :many
SELECT s.id, encode(s.head, 'hex') AS head FROM audit_seals s
WHERE s.id BETWEEN :first_seal::bigint AND :last_seal::bigint AND s.archived_mac IS NULL ORDER BY s.id;

-- name: audit_cut :one
-- By the ids that were sealed: what was put among them is found by the next check.
WITH archived AS (
    UPDATE audit_seals s SET archived_mac = decode(new.mac, 'hex')
    FROM unnest(:seal_ids::bigint[], :archived_macs::text[]) new (id, mac)
    WHERE s.id = new.id AND s.archived_mac IS NULL
    RETURNING s.id, s.row_ids
), cut AS (
    DELETE FROM audit_log a USING (SELECT unnest(row_ids) AS id FROM archived) row WHERE a.id = row.id
    RETURNING a.id
), noted AS (
    INSERT INTO audit_log (event, details)
    SELECT 'audit.archived', jsonb_build_object('rows', (SELECT count(*) FROM cut), 'last_seal', (SELECT max(id) FROM archived))
)
SELECT count(*) AS rows FROM cut;

-- name: audit_find :many
-- Among lines of a file, an array of them, what the list of the log would show.
SELECT json_build_object('id', a.id, 'event', a.event, 'actor_id', a.actor_id, 'subject_id', a.subject_id, 'address', host(a.address),
                         'details', a.details, 'request_id', a.request_id, 'created_at', a.created_text)::text AS entry
FROM (SELECT (line->>0)::bigint AS id, line->>1 AS event, (line->>2)::bigint AS actor_id, (line->>3)::bigint AS subject_id,
             (line->>4)::inet AS address, line->5 AS details, line->>6 AS request_id, line->>7 || 'Z' AS created_text,
             (line->>7 || 'Z')::timestamptz AS created_at
      FROM jsonb_array_elements(:lines::jsonb) line) a
WHERE @audit_matching ORDER BY a.id;
