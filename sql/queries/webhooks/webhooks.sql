-- Webhooks: whom others' programs ask to be called, and the log of what was delivered to them.

-- fragment: webhook_columns
w.id, w.url, to_jsonb(w.events) AS events, w.plain_signature, w.is_active, w.disabled_at, w.disabled_reason, w.failing_since, w.user_id,
CASE WHEN w.previous_until > now() THEN w.previous_until END AS previous_secret_until, w.version, w.created_at, w.updated_at

-- name: webhooks_list :many
SELECT @webhook_columns FROM webhooks w ORDER BY w.id;

-- name: webhook_get :one
SELECT @webhook_columns FROM webhooks w WHERE w.id = :id::bigint;

-- name: webhook_made :one
-- Shown with the secret itself by who makes it, once.
SELECT @webhook_columns, :new_secret::text AS secret FROM webhooks w WHERE w.id = :id::bigint;

-- name: webhook_new :one
SELECT nextval('webhooks_id_seq') AS new_id;

-- name: webhooks_lock :exec
-- One after the other, so that two do not both find room for the last.
SELECT @lock_webhooks;

-- name: webhooks_bound :exec
SELECT refuse_unless(count(*) < 50, 'too_many_webhooks') FROM webhooks;

-- name: webhook_create :exec
WITH created AS (
    INSERT INTO webhooks (id, user_id, url, events, plain_signature, sealed, is_active)
    VALUES (:id::bigint, :me_id::bigint, :url, ARRAY(SELECT jsonb_array_elements_text(:events::jsonb)),
            :plain_signature::boolean, :sealed::bytea, :is_active::boolean)
    RETURNING id, url
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'webhook.created', :me_id, id, :remote_address::inet, jsonb_build_object('url', split_part(url, '?', 1)), :request_id
FROM created;

-- name: webhook_update :exec
-- Another address, or one that is switched on again, begins without the failures of the past; of what
-- happened while it was off it hears when somebody replays it.
WITH updated AS (
    UPDATE webhooks w SET
        url             = coalesce(:url::text, url),
        events          = CASE WHEN :events::jsonb IS NULL THEN events
                               ELSE ARRAY(SELECT jsonb_array_elements_text(:events)) END,
        plain_signature = coalesce(:plain_signature::boolean, plain_signature),
        is_active       = coalesce(:is_active::boolean, is_active),
        active_since    = CASE WHEN :is_active AND NOT is_active THEN now() ELSE active_since END,
        disabled_at     = CASE WHEN :is_active THEN NULL ELSE disabled_at END,
        disabled_reason = CASE WHEN :is_active THEN NULL ELSE disabled_reason END,
        failing_since   = CASE WHEN begins.anew THEN NULL ELSE failing_since END,
        failures        = CASE WHEN begins.anew THEN 0 ELSE failures END,
        rest_until      = CASE WHEN begins.anew THEN NULL ELSE rest_until END,
        room            = CASE WHEN begins.anew THEN 4 ELSE room END,
        version         = version + 1,
        updated_at      = now()
    FROM (SELECT :url::text IS NOT NULL OR coalesce(:is_active::boolean, false) AS anew) AS begins
    WHERE w.id = :id::bigint AND w.version = :version::integer
    RETURNING w.id, w.url, w.is_active
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM updated
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'webhook.changed', :me_id::bigint, updated.id, :remote_address::inet,
       jsonb_build_object('url', split_part(url, '?', 1), 'is_active', is_active), :request_id
FROM checked LEFT JOIN updated ON true WHERE checked.ok;

-- name: webhook_delete :exec
-- Its deliveries go with it.
WITH deleted AS (
    DELETE FROM webhooks WHERE id = :id::bigint AND version = :version::integer RETURNING id, url
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM deleted
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'webhook.deleted', :me_id::bigint, deleted.id, :remote_address::inet,
       jsonb_build_object('url', split_part(url, '?', 1)), :request_id
FROM checked LEFT JOIN deleted ON true WHERE checked.ok;

-- name: webhook_secret_facts :one
SELECT w.id, w.version, coalesce(w.previous_until > now(), false) AS rotating FROM webhooks w WHERE w.id = :id::bigint;

-- name: webhook_rotate :exec
WITH rotated AS (
    UPDATE webhooks SET
        previous_sealed = CASE WHEN :keep_seconds::integer > 0 THEN sealed END,
        previous_until  = CASE WHEN :keep_seconds > 0 THEN now() + make_interval(secs => :keep_seconds) END,
        sealed          = :sealed::bytea,
        version         = version + 1,
        updated_at      = now()
    WHERE id = :id::bigint AND version = :version::integer
    RETURNING id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM rotated
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'webhook.secret_rotated', :me_id::bigint, rotated.id, :remote_address::inet, '{}', :request_id
FROM checked LEFT JOIN rotated ON true WHERE checked.ok;

-- ---- deliveries ----

-- fragment: delivery_columns
d.id, d.webhook_id, d.number, d.order_id, d.event, d.message_id,
CASE WHEN d.token IS NOT NULL THEN 'sending' ELSE d.state::text END AS state, d.attempts, d.due_at, d.status, d.reason,
d.took_ms, d.attempted_at, d.request_head, d.response_head, d.created_at, d.settled_at

-- The last attempt, as it stands among the earlier ones once another follows.
-- fragment: delivery_try
jsonb_build_object('attempted_at', to_char(d.attempted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                   'status', d.status, 'took_ms', d.took_ms, 'reason', d.reason)

-- Of one webhook or of all. Those that were given up have an index.
-- fragment: deliveries_matching
(:id::bigint IS NULL OR d.webhook_id = :id)
AND (:state::text IS DISTINCT FROM 'dead' OR d.state = 'dead')
AND (:state IS NULL OR :state = CASE WHEN d.token IS NOT NULL THEN 'sending' ELSE d.state::text END)
AND (:event::text IS NULL OR d.event = :event)
AND (:order_id::bigint IS NULL OR d.order_id = :order_id)

-- name: webhook_deliveries_count :one
SELECT count(*) AS total FROM (SELECT FROM webhook_deliveries d WHERE @deliveries_matching LIMIT 10001) counted;

-- name: webhook_deliveries_list :many
SELECT @delivery_columns FROM webhook_deliveries d
WHERE @deliveries_matching AND (:after_key::bigint IS NULL OR d.id < :after_id::bigint)
ORDER BY d.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: webhook_delivery_get :one
SELECT @delivery_columns, coalesce(d.body, b.body)::json AS body,
       d.earlier || CASE WHEN d.attempted_at IS NULL THEN '[]' ELSE jsonb_build_array(@delivery_try) END AS tries
FROM webhook_deliveries d LEFT JOIN webhook_bodies b ON b.number = d.number WHERE d.id = :id::bigint;

-- name: webhook_delivery_facts :one
SELECT d.id, d.state = 'done' OR d.token IS NOT NULL AS is_past_retry FROM webhook_deliveries d WHERE d.id = :id::bigint;

-- name: webhook_delivery_retry :exec
-- At once, and with a full schedule before it when it was given up.
WITH retried AS (
    UPDATE webhook_deliveries SET
        attempts   = CASE state WHEN 'dead' THEN 0 ELSE attempts END,
        state      = 'waiting',
        settled_at = NULL,
        due_at     = now()
    WHERE id = :id::bigint AND state <> 'done' AND token IS NULL
    RETURNING id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM retried;

-- name: webhook_test_new :one
SELECT nextval('webhook_deliveries_id_seq') AS new_id, w.is_active AS _is_active FROM webhooks w WHERE w.id = :webhook_id::bigint;

-- name: webhook_test :exec
INSERT INTO webhook_deliveries (id, webhook_id, event, message_id, due_at, body)
VALUES (:id::bigint, :webhook_id::bigint, 'webhook.test', 'test_' || replace(gen_random_uuid()::text, '-', ''), now(),
        json_build_object('type', 'webhook.test', 'timestamp', @utc_now, 'number', NULL,
                          'data', json_build_object('webhook_id', :webhook_id))::text);

-- name: webhook_replay_facts :one
-- The newest number that is older is looked for from the end, so it costs what is replayed.
SELECT w.id, w.is_active, feed.last,
       1 + coalesce((SELECT o.number FROM outbox o WHERE o.number IS NOT NULL AND o.numbered_at < :since::timestamptz
                     ORDER BY o.number DESC LIMIT 1), 0) AS first
FROM webhooks w CROSS JOIN feed WHERE w.id = :id::bigint;

-- name: webhook_replay :one
-- Of a range of events those that it hears of, again; what is still on its way is left alone. With
-- their own ids a receiver that has them knows them again.
WITH asked AS MATERIALIZED (
    SELECT o.number, o.event, o.order_id, o.trace, @event_body AS body,
           CASE WHEN :new_ids::boolean THEN 'rpl_' || replace(gen_random_uuid()::text, '-', '') ELSE @message_id END AS message_id
    FROM feed CROSS JOIN webhooks w JOIN outbox o ON o.number BETWEEN :from::bigint AND least(:to::bigint, feed.last)
    WHERE w.id = :id::bigint AND @webhook_hears
      AND NOT EXISTS (SELECT FROM webhook_deliveries d
                      WHERE d.webhook_id = w.id AND d.number = o.number AND d.settled_at IS NULL)
), bodies AS (
    INSERT INTO webhook_bodies (number, body, trace) SELECT number, body, trace FROM asked ON CONFLICT DO NOTHING
), replayed AS (
    INSERT INTO webhook_deliveries (webhook_id, number, order_id, event, message_id, due_at)
    SELECT :id, number, order_id, event, message_id, now() FROM asked ORDER BY number
    RETURNING number
)
SELECT :from AS "from", (SELECT least(:to, last) FROM feed) AS "to", count(*) AS deliveries FROM replayed;
