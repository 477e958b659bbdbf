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
-- Of one piece of the past, what is for one who listens; at least one row, which says where the feed
-- begins by now: of what was there when they came some may be gone.
SELECT f.first AS _first, e.*
FROM feed f LEFT JOIN LATERAL (
    SELECT @event_columns
    FROM outbox b LEFT JOIN orders o ON o.id = b.order_id
    WHERE b.number > :after_number::bigint AND b.number <= :through_number::bigint
      AND @event_topics && string_to_array(:topics, ' ')) e ON true
ORDER BY e.number;

-- name: stream_stock :many
-- What can be had, as the catalogue shows it, of the products that the next events are about; of so
-- many events that a message stays short. At least one row, which says how far that is.
WITH events AS (
    SELECT number, order_id, CASE WHEN jsonb_typeof(payload -> 'products') = 'array' THEN payload -> 'products' END AS products
    FROM outbox WHERE number > :after_number::bigint AND number <= :through_number::bigint ORDER BY number LIMIT 200
), counted AS (
    SELECT *, sum(coalesce(jsonb_array_length(products), 1)) OVER (ORDER BY number) AS many, row_number() OVER (ORDER BY number) AS place
    FROM events
), piece AS MATERIALIZED (
    SELECT * FROM counted WHERE many <= 500 OR place = 1
), about AS (
    SELECT l.product_id AS id FROM piece JOIN order_lines l USING (order_id)
    UNION SELECT (one ->> 'product_id')::bigint FROM piece, jsonb_array_elements(products) AS one
), shown AS (
    SELECT p.id AS product_id, p.on_hand - p.reserved AS available, p.on_hand - p.reserved <= p.low_stock_threshold AS is_low_stock
    FROM about JOIN products p USING (id) WHERE p.is_active
)
SELECT coalesce((SELECT max(number) FROM piece), :through_number) AS _through, shown.*
FROM (SELECT) AS one LEFT JOIN shown ON true ORDER BY product_id;

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
