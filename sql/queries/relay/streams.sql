-- The streams of live events.

-- name: stream_feed :one
SELECT life, last, first FROM feed;

-- name: stream_news :many
-- What has its number since; at least one row, which says how far the feed has come.
SELECT f.life AS _life, f.last AS _last, f.first AS _first, e.*
FROM feed f LEFT JOIN LATERAL (
    SELECT @event_columns, array_to_string(@event_topics, ' ') AS _topics
    FROM outbox b LEFT JOIN orders o ON o.id = b.order_id
    WHERE b.number > :after_number::bigint AND b.number <= f.last
    ORDER BY b.number LIMIT 200) e ON true
ORDER BY e.number;

-- name: stream_back :many
-- Of one piece of the past, what is for one who listens.
SELECT @event_columns, array_to_string(@event_topics, ' ') AS _topics
FROM outbox b LEFT JOIN orders o ON o.id = b.order_id
WHERE b.number > :after_number::bigint AND b.number <= :through_number::bigint
  AND @event_topics && string_to_array(:topics, ' ')
ORDER BY b.number;

-- name: stream_stock :many
-- What can be had of the products of these orders, as the catalogue shows it.
SELECT p.id AS product_id, p.on_hand - p.reserved AS available, p.on_hand - p.reserved <= p.low_stock_threshold AS is_low_stock
FROM products p
WHERE p.id IN (SELECT product_id FROM order_lines WHERE order_id = ANY (:order_ids::bigint[])) AND p.is_active
ORDER BY p.id;

-- name: stream_ended :many
-- The places, from 1, of those who may not go on as they are: the session, key or token on which they
-- hang has ended, or they would hear other topics now.
SELECT l.place
FROM unnest(:holders::text[], :heard::text[]) WITH ORDINALITY AS l (holder, heard, place)
CROSS JOIN LATERAL (SELECT split_part(holder, ':', 1) AS kind, split_part(holder, ':', 2) AS name,
                           split_part(holder, ':', 3) AS mark) AS h
LEFT JOIN LATERAL (
    SELECT u.id, u.role, u.department_id, u.customer_id
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = CASE WHEN h.kind = 'session' THEN h.name::uuid END AND @session_lives AND NOT (@session_lacks_factor)
    UNION ALL
    SELECT u.id, @api_key_role, u.department_id, u.customer_id
    FROM api_keys k JOIN users u ON u.id = k.user_id
    WHERE k.id = CASE WHEN h.kind = 'key' THEN h.name::bigint END AND @api_key_lives AND NOT (@api_key_lacks_factor)
    UNION ALL
    SELECT u.id, u.role, u.department_id, u.customer_id
    FROM users u
    WHERE u.id = CASE WHEN h.kind = 'token' THEN h.name::bigint END AND u.is_active
      AND NOT EXISTS (SELECT FROM denied_tokens d
                      WHERE encode(sha256(convert_to(d.issuer || ' ' || d.token, 'UTF8')), 'hex') = h.mark)
) me ON true
WHERE array_to_string(@my_topics, ' ') IS DISTINCT FROM heard OR me.id IS NULL;
