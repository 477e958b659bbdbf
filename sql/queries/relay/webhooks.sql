-- What the relay delivers: who claims it, and what came of it.

-- name: webhook_claim_turn :exec
-- In a statement of its own: what comes next sees what others have claimed.
SELECT @lock_claims;

-- name: webhook_take_over :exec
-- What a relay that died had claimed is due at once.
WITH late AS (
    DELETE FROM webhook_claims WHERE until < now() RETURNING token, ids
)
UPDATE webhook_deliveries d SET token = NULL, due_at = now()
FROM late WHERE d.id = ANY (late.ids) AND d.token = late.token;

-- name: webhook_claim :many
-- For each webhook as many as there is room for: first what is due again, then the new ones in the
-- order of their events, by a cursor, so that what is done leaves nothing behind in the way. It is
-- compared as a pair, which only one index can do: by ids alone, those of all others would be read for a
-- webhook that has none. What an earlier one of the same order holds is put off until that is due itself,
-- or until it is settled (webhook_record).
WITH ready AS MATERIALIZED (
    SELECT w.id, w.cursor,
           least(w.room, :most::integer) - coalesce((SELECT sum(c.open) FROM webhook_claims c WHERE c.webhook_id = w.id), 0) AS room
    FROM feed CROSS JOIN webhooks w
    WHERE feed.silent IS NULL AND w.is_active AND coalesce(w.rest_until <= now(), true)
      AND w.id <> ALL (:full_ids::bigint[])
), due AS MATERIALIZED (
    SELECT d.id, d.webhook_id, d.order_id, d.number, false AS is_fresh FROM ready r CROSS JOIN LATERAL (
        SELECT d.id, d.webhook_id, d.order_id, d.number FROM webhook_deliveries d
        WHERE d.webhook_id = r.id AND d.due_at <= now() ORDER BY d.due_at LIMIT greatest(r.room, 0)) AS d
), fresh AS MATERIALIZED (
    SELECT d.id, d.webhook_id, d.order_id, d.number, true AS is_fresh FROM ready r CROSS JOIN LATERAL (
        SELECT d.id, d.webhook_id, d.order_id, d.number FROM webhook_deliveries d
        WHERE (d.webhook_id, d.id) > (r.id, r.cursor) AND d.webhook_id <= r.id
          AND d.due_at IS NULL AND d.token IS NULL AND d.settled_at IS NULL
        ORDER BY d.webhook_id, d.id
        LIMIT greatest(r.room - (SELECT count(*) FROM due WHERE due.webhook_id = r.id), 0)) AS d
), taken AS MATERIALIZED (
    SELECT t.*, before.id IS NOT NULL AS is_held, before.due_at AS held_until
    FROM (SELECT * FROM due UNION ALL SELECT * FROM fresh ORDER BY is_fresh, id LIMIT :calls::integer) AS t
    LEFT JOIN LATERAL (
        SELECT p.id, p.due_at FROM webhook_deliveries p
        WHERE p.webhook_id = t.webhook_id AND p.order_id = t.order_id AND p.settled_at IS NULL AND p.number < t.number
        ORDER BY p.number DESC LIMIT 1) AS before ON true
), held AS (
    UPDATE webhook_deliveries d SET due_at = greatest(t.held_until, now() + interval '1 second')
    FROM taken t WHERE d.id = t.id AND t.is_held
), claimed AS (
    UPDATE webhook_deliveries d SET token = :claim_token::uuid, due_at = NULL
    FROM taken t WHERE d.id = t.id AND NOT t.is_held
    RETURNING d.id, d.webhook_id, d.number, d.event, d.message_id, d.attempts, d.body
), moved AS (
    UPDATE webhooks w SET cursor = last.id
    FROM (SELECT webhook_id, max(id) AS id FROM taken WHERE is_fresh GROUP BY webhook_id) AS last WHERE w.id = last.webhook_id
), noted AS (
    INSERT INTO webhook_claims (token, webhook_id, open, ids, until)
    SELECT :claim_token, webhook_id, count(*), array_agg(id), now() + make_interval(secs => :lease_seconds::integer)
    FROM claimed GROUP BY webhook_id
)
SELECT c.id, c.webhook_id, c.event, c.message_id, c.attempts, coalesce(c.body, b.body) AS body, b.trace,
       w.url, w.plain_signature, w.sealed, CASE WHEN w.previous_until > now() THEN w.previous_sealed END AS previous_sealed
FROM claimed c JOIN webhooks w ON w.id = c.webhook_id LEFT JOIN webhook_bodies b ON b.number = c.number
ORDER BY c.id;

-- name: webhook_record :exec
-- Only what is still in the claim. `back`: it was not tried. One success ends a webhook's failing; after
-- nothing but failures it has one delivery under way at a time, and a rest that grows to a minute. One
-- that says it is gone, or has failed for five days, is disabled, and its owner told.
WITH result AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(:results::jsonb)
        AS r (id bigint, token uuid, outcome text, status smallint, reason text, took_ms integer, wait_ms bigint,
              request_head text, response_head text)
), recorded AS (
    UPDATE webhook_deliveries d SET
        token         = NULL,
        earlier       = CASE WHEN r.outcome = 'back' OR d.attempted_at IS NULL THEN d.earlier
                             ELSE (CASE WHEN jsonb_array_length(d.earlier) >= 9 THEN d.earlier - 0 ELSE d.earlier END)
                                  || @delivery_try END,
        attempts      = d.attempts + CASE WHEN r.outcome = 'back' THEN 0 ELSE 1 END,
        state         = CASE WHEN r.outcome IN ('done', 'dead') THEN r.outcome ELSE 'waiting' END::delivery_state,
        settled_at    = CASE WHEN r.outcome IN ('done', 'dead') THEN now() END,
        due_at        = CASE WHEN r.outcome IN ('retry', 'back') THEN now() + make_interval(secs => coalesce(r.wait_ms, 0) / 1000.0) END,
        status        = CASE WHEN r.outcome = 'back' THEN d.status ELSE r.status END,
        reason        = CASE WHEN r.outcome = 'back' THEN d.reason ELSE r.reason END,
        took_ms       = coalesce(r.took_ms, d.took_ms),
        attempted_at  = CASE WHEN r.outcome = 'back' THEN d.attempted_at ELSE now() END,
        request_head  = coalesce(r.request_head, d.request_head),
        response_head = CASE WHEN r.outcome = 'back' THEN d.response_head ELSE r.response_head END
    FROM result r WHERE d.id = r.id AND d.token = r.token
    RETURNING d.webhook_id, d.order_id, d.number, r.token, r.outcome, d.status, d.reason
), released AS (
    UPDATE webhook_deliveries d SET due_at = now()
    FROM recorded r
    WHERE r.outcome IN ('done', 'dead') AND d.webhook_id = r.webhook_id AND d.order_id = r.order_id AND d.settled_at IS NULL
      AND d.number > r.number AND d.due_at > now() AND d.attempts = 0
), counted AS MATERIALIZED (
    SELECT token, webhook_id, count(*) AS closed FROM recorded GROUP BY token, webhook_id
), ended AS (
    DELETE FROM webhook_claims c USING counted n
    WHERE c.token = n.token AND c.webhook_id = n.webhook_id AND c.open <= n.closed
), lessened AS (
    UPDATE webhook_claims c SET open = open - n.closed
    FROM counted n WHERE c.token = n.token AND c.webhook_id = n.webhook_id AND c.open > n.closed
), judged AS MATERIALIZED (
    SELECT webhook_id, bool_or(outcome = 'done') AS came_through, bool_or(outcome IN ('retry', 'dead')) AS failed,
           coalesce(bool_or(status = 410), false) AS is_gone
    FROM recorded WHERE outcome <> 'back' GROUP BY webhook_id
), locked AS MATERIALIZED (
    SELECT w.id FROM webhooks w WHERE w.id IN (SELECT webhook_id FROM judged) ORDER BY w.id FOR NO KEY UPDATE
), changed AS (
    UPDATE webhooks w SET
        failing_since   = CASE WHEN j.came_through THEN NULL ELSE coalesce(w.failing_since, now()) END,
        failures        = CASE WHEN j.came_through THEN 0 ELSE w.failures + 1 END,
        rest_until      = CASE WHEN NOT j.came_through AND w.failures > 0
                               THEN now() + least(interval '1 second' * power(2, least(w.failures - 1, 6)), interval '1 minute') END,
        room            = CASE WHEN NOT j.came_through THEN 1 WHEN NOT j.failed THEN least(w.room * 2, 64) ELSE w.room END,
        is_active       = w.is_active AND NOT verdict.gives_up,
        disabled_at     = CASE WHEN w.is_active AND verdict.gives_up THEN now() ELSE w.disabled_at END,
        disabled_reason = CASE WHEN w.is_active AND verdict.gives_up
                               THEN CASE WHEN j.is_gone THEN 'gone' ELSE 'failing' END ELSE w.disabled_reason END
    FROM locked JOIN judged j ON j.webhook_id = locked.id CROSS JOIN LATERAL (
        SELECT j.is_gone OR NOT j.came_through AND coalesce(o.failing_since < now() - interval '5 days', false) AS gives_up
        FROM webhooks o WHERE o.id = j.webhook_id) AS verdict
    WHERE w.id = locked.id
      AND (j.failed OR w.failing_since IS NOT NULL OR w.room < 64)
    RETURNING w.id, w.user_id, w.disabled_reason, w.disabled_at = now() AND verdict.gives_up AS was_disabled
), told AS (
    INSERT INTO outbox (event, subject_id, payload)
    SELECT 'webhook.disabled', id, jsonb_build_object('webhook_id', id, 'user_id', user_id, 'reason', disabled_reason)
    FROM changed WHERE was_disabled
)
INSERT INTO audit_log (event, subject_id, details)
SELECT 'webhook.disabled', id, jsonb_build_object('reason', disabled_reason) FROM changed WHERE was_disabled;
