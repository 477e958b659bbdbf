-- Mails as an admin sees them: kinds, states and ids. Addresses and words stand nowhere.

-- fragment: mail_columns
m.id, m.kind, m.event, m.number, m.order_id, m.user_id, m.customer_id, m.state, m.attempts,
CASE WHEN m.state = 'waiting' THEN m.due_at END AS due_at, m.reason, m.happened_at, m.last_moment, m.settled_at

-- fragment: mails_matching
(:state::text IS NULL OR m.state = :state::mail_state)
AND (:kind::text IS NULL OR m.kind = :kind)
AND (:order_id::bigint IS NULL OR m.order_id = :order_id)

-- name: mails_count :one
SELECT count(*) AS total FROM (SELECT FROM mails m WHERE @mails_matching LIMIT 10001) counted;

-- name: mails_list :many
SELECT @mail_columns FROM mails m
WHERE @mails_matching AND (:after_key::bigint IS NULL OR m.id < :after_id::bigint)
ORDER BY m.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: mail_kinds_list :many
SELECT kind, event, about, audience, extract(epoch FROM good_for)::bigint AS good_for_seconds FROM mail_kinds ORDER BY kind, event;

-- name: mail_get :one
SELECT @mail_columns FROM mails m WHERE m.id = :id::bigint;

-- A link that has expired is not sent, however often it is asked for; what else is late has as long
-- again as it had at first.
-- fragment: mail_is_past_retry
(m.state NOT IN ('waiting', 'dead') OR m.last_moment <= now() AND k.about IN ('reset', 'confirmation'))

-- name: mail_facts :one
SELECT m.id, @mail_is_past_retry AS is_past_retry
FROM mails m JOIN mail_kinds k USING (event, kind) WHERE m.id = :id::bigint;

-- fragment: mail_anew
state = 'waiting', attempts = 0, unknowns = 0, due_at = now(), settled_at = NULL,
last_moment = CASE WHEN m.last_moment <= now() THEN now() + k.good_for ELSE m.last_moment END

-- name: mail_retry :exec
WITH retried AS (
    UPDATE mails m SET @mail_anew FROM mail_kinds k
    WHERE m.id = :id::bigint AND k.event = m.event AND k.kind = m.kind AND NOT @mail_is_past_retry
    RETURNING m.id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM retried;

-- name: mail_preview_facts :one
SELECT nextval('mails_id_seq') AS new_id, k.event AS mail_event, k.about, shop.language AS shop_language
FROM shop LEFT JOIN mail_kinds k ON k.kind = :kind
ORDER BY k.event LIMIT 1;

-- name: mail_preview :exec
-- A mail that is made to be looked at, in a transaction that is undone: of the order that is asked for
-- or the newest that has such a thing, else of who asks.
WITH asked AS (
    INSERT INTO email_changes (user_id, email)
    SELECT id, email FROM users WHERE id = :me_id::bigint
    ON CONFLICT (user_id) DO UPDATE SET asked_at = now()
)
INSERT INTO mails (id, event, kind, number, subject_id, order_id, user_id, customer_id, happened_at, last_moment)
OVERRIDING SYSTEM VALUE
SELECT :id::bigint, k.event, k.kind, -1,
       CASE k.about WHEN 'return' THEN (SELECT max(id) FROM returns WHERE order_id = o.id)
                    WHEN 'refund' THEN (SELECT max(id) FROM payments WHERE order_id = o.id)
                    WHEN 'webhook' THEN (SELECT max(id) FROM webhooks) END,
       o.id, CASE WHEN k.audience <> 'customer' THEN :me_id WHEN o.customer_id IS NULL THEN o.user_id END,
       CASE WHEN k.audience = 'customer' THEN o.customer_id END, now(), now() + k.good_for
FROM mail_kinds k
LEFT JOIN orders o ON k.audience = 'customer' AND o.deleted_at IS NULL AND o.id = coalesce(:order_id::bigint,
    CASE k.about WHEN 'return' THEN (SELECT order_id FROM returns ORDER BY id DESC LIMIT 1)
                 WHEN 'refund' THEN (SELECT order_id FROM payments ORDER BY id DESC LIMIT 1)
                 ELSE (SELECT id FROM orders WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 1) END)
WHERE k.event = :mail_event AND k.kind = :kind AND (k.audience <> 'customer' OR o.id IS NOT NULL);
