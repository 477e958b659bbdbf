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
