-- What is on its way to others, or was given up: mails and webhooks' deliveries alike.

-- name: outbox_list :many
-- The most urgent first: what was given up, then what is due.
SELECT id, what, "to", state, attempts, due_at, reason
FROM (SELECT 'mail-' || m.id AS id, m.kind AS what,
             coalesce('user ' || m.user_id, 'customer ' || m.customer_id) AS "to", m.state::text, m.attempts,
             CASE WHEN m.settled_at IS NULL THEN m.due_at END AS due_at, m.reason
      FROM mails m WHERE m.state <> 'sent'
      UNION ALL
      SELECT 'delivery-' || d.id, d.event, 'webhook ' || d.webhook_id,
             CASE WHEN d.token IS NOT NULL THEN 'sending' ELSE d.state::text END, d.attempts,
             CASE WHEN d.settled_at IS NULL THEN d.due_at END,
             coalesce('HTTP ' || d.status, d.reason)
      FROM webhook_deliveries d WHERE d.state <> 'done') AS all_of_it
WHERE :state::text IS NULL OR state = :state
ORDER BY state = 'dead' DESC, due_at, id LIMIT :limit::bigint;

-- name: outbox_dead :many
SELECT 'mail-' || id AS id FROM mails WHERE state = 'dead'
UNION ALL SELECT 'delivery-' || id FROM webhook_deliveries WHERE state = 'dead'
ORDER BY id;

-- name: mails_replay :one
-- The mails of a range of events again, also of those of which nobody was mailed; but no link, since
-- it has expired.
WITH replayed AS (
    INSERT INTO mails AS m (event, kind, number, subject_id, order_id, user_id, customer_id, languages, happened_at, last_moment)
    SELECT e.event, k.kind, e.number, e.subject_id, e.order_id, whom.user_id, whom.customer_id, whom.languages, e.created_at,
           now() + k.good_for
    FROM outbox e JOIN mail_kinds k ON k.event = e.event CROSS JOIN @mail_whom AS whom
    WHERE e.number BETWEEN :from::bigint AND :to::bigint AND k.about NOT IN ('reset', 'confirmation')
    ON CONFLICT ON CONSTRAINT mails_once DO UPDATE SET
        state = 'waiting', attempts = 0, unknowns = 0, due_at = now(), settled_at = NULL, last_moment = excluded.last_moment
    WHERE m.settled_at IS NOT NULL
    RETURNING true
)
SELECT count(*) AS mails FROM replayed;
