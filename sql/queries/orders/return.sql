-- Returns: asked for, received, and what they are worth.

-- name: return_new :one
SELECT nextval('returns_id_seq') AS return_id;

-- name: returns_bound :exec
SELECT refuse_unless(count(*) < 50, 'too_many_returns')
FROM returns WHERE requested_by = :me_id::bigint AND status = 'requested';

-- What the world hears of return r; its order is locked.
-- fragment: return_payload
(SELECT jsonb_build_object('return_id', r.id, 'order_id', o.id, 'order_version', o.version, 'status', r.status,
                           'refund_amount', r.refund_amount, 'currency', o.currency)
 FROM orders o WHERE o.id = r.order_id)

-- name: return_create :exec
WITH asked AS (
    INSERT INTO returns (id, order_id, reason, requested_by)
    VALUES (:return_id::bigint, :id::bigint, :reason, :me_id::bigint)
    RETURNING id, order_id, status, refund_amount
), lines AS (
    INSERT INTO return_lines (return_id, order_line_id, quantity, restock)
    SELECT asked.id, w.* FROM asked, unnest(:line_ids::bigint[], :line_quantities::integer[], :line_restocks::boolean[]) AS w
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'return.requested', id, @return_payload, :request_id, :trace FROM asked r
WHERE :me_role::role < 'manager';

-- name: return_get :one
-- One that a manager takes in.
SELECT rt.id AS return_id, rt.status = 'requested' AS requested
FROM returns rt WHERE rt.id = :return_id::bigint AND rt.order_id = :id::bigint;

-- name: return_lines :many
-- Its lines, as order_lines_named would answer them.
SELECT rl.quantity, rl.restock, l.id AS requested_line_id, NULL AS requested_id, NULL AS requested_sku, l.id, l.product_sku,
       l.quantity - l.shipped_quantity - l.cancelled_quantity AS open, l.shipped_quantity - l.returned_quantity AS out
FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id
WHERE rl.return_id = :return_id::bigint AND l.order_id = :id::bigint
ORDER BY l.id;

-- name: return_receive :exec
-- The pieces are counted as back, and on hand again where they can be sold. refund_amount is what
-- the lines' share of the goods' price, tax and discount comes to: the share of all that has come
-- back or was cancelled by now less the share before, so that all shares sum to the whole, to the
-- cent.
WITH asked AS MATERIALIZED (
    SELECT l.id, l.product_id, rl.quantity, rl.restock
    FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id
    WHERE rl.return_id = :return_id::bigint AND l.order_id = :id::bigint
), restocked AS MATERIALIZED (
    SELECT p.id, asked.quantity FROM products p JOIN asked ON asked.product_id = p.id AND asked.restock
    ORDER BY p.id FOR NO KEY UPDATE OF p
), stocked AS (
    UPDATE products p SET on_hand = p.on_hand + s.quantity FROM restocked s WHERE p.id = s.id
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id, request_id)
    SELECT id, 'return', quantity, :id, :me_id::bigint, :request_id FROM restocked
), counted AS (
    UPDATE order_lines l SET returned_quantity = l.returned_quantity + asked.quantity FROM asked WHERE l.id = asked.id
), worth AS (
    SELECT gone_worth(:id, array_agg(id), array_agg(quantity)) - gone_worth(:id) AS amount FROM asked
), received AS (
    UPDATE returns rt SET status = 'received', received_by = :me_id, received_at = now(), refund_amount = worth.amount
    FROM worth WHERE rt.id = :return_id AND rt.status = 'requested'
    RETURNING rt.id, rt.order_id, rt.status, rt.refund_amount
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM received
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'return.created', id, @return_payload, :request_id, :trace FROM checked LEFT JOIN received r ON true WHERE checked.ok;

-- ---- of all orders ----

-- fragment: returns_matching
(:status::text IS NULL OR rt.status = :status::return_status)
AND (:order_id::bigint IS NULL OR rt.order_id = :order_id)
AND (:customer_id::bigint IS NULL OR o.customer_id = :customer_id)
AND (:from::text IS NULL OR rt.created_at >= (SELECT @from_moment FROM shop))
AND (:to::text IS NULL OR rt.created_at < (SELECT @to_moment FROM shop))

-- name: returns_count :one
SELECT count(*) AS total FROM (
    SELECT FROM returns rt JOIN orders o ON o.id = rt.order_id WHERE @returns_matching LIMIT 10001) counted;

-- What a return's lines are part of, and the order's money, so that nobody has to open the order to
-- decide. What is on its way back counts as refunded.
-- fragment: returns_page
SELECT rt.id, rt.order_id, o.order_number, o.status AS order_status, o.payment_status, o.customer_id, o.customer,
       o.department_id, rt.status, rt.reason, rt.refund_amount, o.total, o.currency, paid.captured AS captured_amount,
       paid.refunded AS refunded_amount, rt.requested_by, rt.received_by, rt.created_at, rt.received_at,
       (SELECT json_agg(line ORDER BY line.order_line_id)
        FROM (SELECT l.id AS order_line_id, l.product_id, l.product_sku, l.product_name, l.unit_price, rl.quantity,
                     rl.restock, l.quantity AS ordered_quantity, l.shipped_quantity, l.cancelled_quantity,
                     l.returned_quantity
              FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id WHERE rl.return_id = rt.id) line) AS items
FROM returns rt JOIN orders o ON o.id = rt.order_id
CROSS JOIN LATERAL (SELECT coalesce(sum(captured), 0.00) AS captured, coalesce(sum(refunded + refunding), 0.00) AS refunded
                    FROM payments WHERE order_id = o.id) paid
WHERE @returns_matching

-- name: returns_by_created :many
@returns_page AND (:after_key::timestamptz IS NULL OR (rt.created_at, rt.id) > (:after_key, :after_id::bigint))
ORDER BY rt.created_at, rt.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: returns_by_created_desc :many
@returns_page AND (:after_key::timestamptz IS NULL OR (rt.created_at, rt.id) < (:after_key, :after_id::bigint))
ORDER BY rt.created_at DESC, rt.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;
