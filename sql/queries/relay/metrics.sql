-- How things stand, for the relay's metrics: each statement reads ends of indexes, or what waits, of
-- which no more than so many are counted.

-- fragment: metrics_most
10000

-- name: metrics_outbox :one
SELECT (SELECT count(*) FROM (SELECT FROM outbox WHERE number IS NULL LIMIT @metrics_most) AS first_ones) AS fresh,
       coalesce((SELECT round(extract(epoch FROM clock_timestamp() - created_at), 3)
                 FROM outbox WHERE number IS NULL ORDER BY id LIMIT 1), 0) AS oldest_seconds,
       last AS events, (silent IS NOT NULL)::integer AS silent
FROM feed;

-- name: metrics_audit :one
SELECT coalesce((SELECT round(extract(epoch FROM clock_timestamp() - created_at), 3) FROM audit_log
                 WHERE id > coalesce((SELECT max(last_id) FROM audit_seals), 0) ORDER BY id LIMIT 1), 0) AS unsealed_seconds,
       coalesce((SELECT max(id) FROM audit_seals), 0) AS seals;

-- name: metrics_findings :many
SELECT name, value, round(extract(epoch FROM found_at), 3) AS found_at FROM findings ORDER BY name;

-- fragment: chore_late
CASE WHEN due_at < 'infinity'
     THEN greatest(round(extract(epoch FROM now() - coalesce(done_at, least(due_at, now()))) - every_seconds, 3), 0) END

-- name: metrics_chores :many
-- Late: since it was last done longer than its pace. One that an operator holds is not.
SELECT name, round(extract(epoch FROM done_at), 3) AS done_at,
       @chore_late AS late_seconds
FROM chores ORDER BY name;

-- name: metrics_mails :one
-- Age: of what is due, and neither sent nor given up.
SELECT (SELECT count(*) FROM (SELECT FROM mails WHERE settled_at IS NULL LIMIT @metrics_most) AS first_ones) AS waiting,
       coalesce((SELECT greatest(round(extract(epoch FROM now() - due_at), 3), 0)
                 FROM mails WHERE settled_at IS NULL ORDER BY due_at LIMIT 1), 0) AS oldest_seconds,
       (stopped IS NOT NULL)::integer AS stopped
FROM mail_channel;

-- name: metrics_webhooks :one
SELECT (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE settled_at IS NULL LIMIT @metrics_most) AS first_ones) AS waiting,
       count(*) FILTER (WHERE is_active AND failing_since IS NOT NULL) AS failing,
       count(*) FILTER (WHERE disabled_at IS NOT NULL) AS disabled
FROM webhooks;
