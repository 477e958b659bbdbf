-- Verify orderd:webhooks on pg
BEGIN;
SELECT id, user_id, url, events, plain_signature, sealed, previous_sealed, previous_until, is_active, active_since, disabled_at,
       disabled_reason, failing_since, failures, rest_until, room, cursor, version, created_at, updated_at
FROM orderd.webhooks WHERE false;
SELECT number, body, trace, created_at FROM orderd.webhook_bodies WHERE false;
SELECT id, webhook_id, number, order_id, event, message_id, state, attempts, due_at, token, settled_at, status, reason, took_ms,
       attempted_at, request_head, response_head, body, created_at
FROM orderd.webhook_deliveries WHERE false;
SELECT token, webhook_id, open, ids, until FROM orderd.webhook_claims WHERE false;
ROLLBACK;
