-- What has expired goes, a thousand rows at a time.

-- name: tidy_idempotency_keys :one
WITH gone AS (
    DELETE FROM idempotency_keys WHERE (principal, route, key) IN (
        SELECT principal, route, key FROM idempotency_keys
        WHERE created_at < now() - interval '72 hours' ORDER BY created_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_refresh_tokens :one
WITH gone AS (
    DELETE FROM refresh_tokens WHERE token_hash IN (
        SELECT token_hash FROM refresh_tokens WHERE expires_at < now() ORDER BY expires_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_sessions :one
WITH gone AS (
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < now() ORDER BY expires_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_password_resets :one
WITH gone AS (
    DELETE FROM password_resets WHERE token_hash IN (
        SELECT token_hash FROM password_resets WHERE expires_at < now() ORDER BY expires_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_api_keys :one
-- A quarter after it was revoked or expired nobody asks any more what a key was; the audit log knows.
WITH gone AS (
    DELETE FROM api_keys WHERE id IN (
        SELECT id FROM api_keys
        WHERE least(revoked_at, expires_at) < now() - interval '90 days' ORDER BY least(revoked_at, expires_at) LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_denied_tokens :one
-- A little later than they end: clocks differ.
WITH gone AS (
    DELETE FROM denied_tokens WHERE (issuer, token) IN (
        SELECT issuer, token FROM denied_tokens
        WHERE expires_at < now() - interval '10 minutes' ORDER BY expires_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_payment_events :one
-- Stripe delivers an event for three days, and again by hand for thirty.
WITH gone AS (
    DELETE FROM payment_events WHERE (provider, reference) IN (
        SELECT provider, reference FROM payment_events
        WHERE received_at < now() - interval '30 days' ORDER BY received_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_login_failures :one
-- Half an hour after the first nothing is counted or locked any more; a device's cookie lives long.
WITH gone AS (
    DELETE FROM login_failures WHERE (user_id, origin) IN (
        SELECT user_id, origin FROM login_failures
        WHERE since < now() - interval '1 hour'
          AND (NOT starts_with(origin, 'device:') OR since < now() - interval '400 days')
        ORDER BY since LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_imports :one
WITH gone AS (
    DELETE FROM imports WHERE id IN (
        SELECT id FROM imports WHERE created_at < now() - interval '30 days' AND finished_at IS NOT NULL
        ORDER BY created_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- An event that is not settled: somebody is still to hear of it. Of a webhook that is off nobody is.
-- fragment: event_is_open
(EXISTS (SELECT FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
         WHERE d.number = event.number AND d.settled_at IS NULL AND w.is_active)
 OR event.number IN (SELECT m.number FROM mails m WHERE m.settled_at IS NULL AND m.number IS NOT NULL))

-- name: tidy_webhook_deliveries :one
-- As old as events that go: those that are settled, and what waits for a webhook that is off.
WITH gone AS (
    DELETE FROM webhook_deliveries WHERE id IN (
        (SELECT d.id FROM webhook_deliveries d, shop
         WHERE d.settled_at < now() - make_interval(secs => outbox_seconds) ORDER BY d.settled_at LIMIT 1000)
        UNION ALL
        (SELECT d.id FROM webhooks w CROSS JOIN shop JOIN webhook_deliveries d ON d.webhook_id = w.id
         WHERE NOT w.is_active AND d.settled_at IS NULL AND d.token IS NULL
           AND d.created_at < now() - make_interval(secs => outbox_seconds) LIMIT 1000))
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_webhook_bodies :one
-- What no delivery sends any more; their numbers are in the order of time.
WITH gone AS (
    DELETE FROM webhook_bodies WHERE number IN (
        SELECT b.number FROM (SELECT number, created_at FROM webhook_bodies ORDER BY number LIMIT 1000) b, shop
        WHERE b.created_at < now() - make_interval(secs => outbox_seconds)
          AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.number = b.number))
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_outbox :one
-- The oldest numbers, up to the first that is too young or not settled everywhere: so what is left is
-- without holes. Nothing while somebody else reads, who alone knows what they have read; and while
-- nobody ever has, what is old by its own time, of which ids are nearly in the order.
WITH oldest AS MATERIALIZED (
    SELECT id, number, numbered_at < now() - make_interval(secs => outbox_seconds) AND NOT @event_is_open AS goes
    FROM (SELECT id, number, numbered_at FROM outbox WHERE number IS NOT NULL ORDER BY number LIMIT 1000) event, shop
), gone AS (
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM oldest WHERE number < coalesce((SELECT min(number) FROM oldest WHERE NOT goes), number + 1))
      AND NOT EXISTS (SELECT FROM outbox_readers WHERE name <> 'relay')
    RETURNING number
), moved AS (
    UPDATE feed SET first = last_gone + 1 FROM (SELECT max(number) AS last_gone FROM gone) g WHERE last_gone >= first
), unread AS (
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM (SELECT id, created_at FROM outbox ORDER BY id LIMIT 1000) event, shop
        WHERE created_at < now() - make_interval(secs => outbox_seconds))
      AND number IS NULL AND NOT EXISTS (SELECT FROM outbox_readers)
    RETURNING true
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM unread) AS gone;
