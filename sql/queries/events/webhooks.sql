-- What webhooks hear of an event.

-- Of webhook w, event o.
-- fragment: webhook_hears
w.events && ARRAY['*', split_part(o.event, '.', 1) || '.*', o.event]

-- fragment: utc_now
to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')

-- fragment: event_time
to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')

-- fragment: event_body
json_build_object('type', o.event, 'timestamp', @event_time, 'number', o.number, 'data', o.payload)::text

-- fragment: message_id
'evt_' || feed.life || '_' || o.number

-- name: webhook_fan_out :exec
-- A delivery of each event that was just numbered for each webhook that hears of it, and what is sent,
-- once; nothing is read while there is no webhook. An order's waiting delivery holds this one back by
-- itself (webhook_claim).
WITH heard AS MATERIALIZED (
    SELECT w.id AS webhook_id, o.id, o.number, o.event, o.order_id, @message_id AS message_id
    FROM @just_numbered AS o
    JOIN webhooks w ON w.is_active AND o.created_at >= w.active_since AND @webhook_hears
    WHERE EXISTS (SELECT FROM webhooks WHERE is_active)
), bodies AS (
    INSERT INTO webhook_bodies (number, body, trace)
    SELECT o.number, @event_body, o.trace FROM outbox o WHERE o.id IN (SELECT id FROM heard)
    ON CONFLICT DO NOTHING
)
INSERT INTO webhook_deliveries (webhook_id, number, order_id, event, message_id)
SELECT webhook_id, number, order_id, event, message_id FROM heard ORDER BY number, webhook_id;
