-- Orders of the past that were found good become orders here.

-- Drawn as any order's, but all of a file at once: steps of an odd number meet each of the 2^32 tails
-- before one comes again, so that none is drawn twice. One that another order has is passed over.
-- fragment: import_orders_number
SELECT number
FROM generate_series(0, 99) AS tried,
     format('ORD-%s-%s', h.day, upper(lpad(to_hex((start + (h.position + tried * h.orders) * 2654435761) % 4294967296), 8, '0'))) AS number
WHERE NOT EXISTS (SELECT FROM orders o WHERE o.order_number = number)
LIMIT 1

-- name: import_orders_merge :one
-- As if they had been placed, confirmed, shipped and so on in their time; nobody is told of it, but who
-- asks for what has changed. Lines of orders that stand here already go. The stock comes last, by
-- import_orders_take.
WITH given AS MATERIALIZED (@import_orders_given), drawn AS MATERIALIZED (
    SELECT floor(random() * 4294967296)::bigint AS start, @import_triggers_planned_once
), told_heads AS MATERIALIZED (@import_orders_heads), heads AS MATERIALIZED (
    SELECT nextval('orders_id_seq') AS id, (@import_orders_number) AS number, @import_user AS user_id,
           CASE WHEN was_paid > 0 THEN nextval('payments_id_seq') END AS payment_id,
           CASE WHEN back > 0 THEN nextval('returns_id_seq') END AS return_id, h.*
    FROM drawn, (SELECT *, count(*) OVER () AS orders FROM told_heads WHERE is_new ORDER BY line) h
), given_back AS MATERIALIZED (
    SELECT nextval('refunds_id_seq') AS id, h.id AS order_id, h.payment_id, m.amount, m.price_fell,
           coalesce(h.refunded_at, h.back_at, h.off_at, h.paid_at, h.created_at) AS at
    FROM heads h CROSS JOIN LATERAL (VALUES (given_back, true), (went_back - given_back, false)) AS m (amount, price_fell)
    WHERE m.amount > 0
), packed AS MATERIALIZED (
    SELECT h.id AS order_id, g.product_id, sent.parcel, min(g.line) AS line, min(sent.tracking_number) AS tracking_number, min(g.carrier) AS carrier,
           min(coalesce(g.shipped_at, h.left_at)) AS at, sum(g.quantity) AS quantity, h.tracking_number <> h.last_number OR h.first_sent <> h.shipped_at AS is_part
    FROM given g JOIN heads h USING (reference)
    CROSS JOIN LATERAL (SELECT coalesce(g.tracking_number, h.tracking_number) AS tracking_number,
                               coalesce(g.tracking_number, h.tracking_number, coalesce(g.shipped_at, h.left_at)::text) AS parcel) sent
    WHERE h.has_left AND g.quantity > 0
    GROUP BY h.id, g.product_id, sent.parcel, is_part
), latest AS (
    SELECT DISTINCT ON (order_id) order_id, carrier, tracking_number FROM packed WHERE is_part ORDER BY order_id, at DESC, line DESC
), passed AS (
    DELETE FROM import_rows i
    WHERE (i.line IN (SELECT g.line FROM given g JOIN told_heads h USING (reference) WHERE NOT h.is_new)) IS TRUE
), placed AS (
    INSERT INTO orders (id, order_number, external_id, status, payment_status, user_id, customer_id, customer, subtotal, discount, tax,
                        tax_included, shipping_cost, total, paid, refunded, owed_less, currency, shipping_address, billing_address,
                        payment_method, shipping_method, carrier, tracking_number, customer_notes, created_at, updated_at,
                        confirmed_at, shipped_at, delivered_at, cancelled_at)
    SELECT id, number, reference, stands::order_status, CASE WHEN total = 0 AND payment_status = 'pending' THEN 'pending' ELSE pays END::payment_status,
           user_id, customer_id, customer, subtotal, discount, tax, tax_included, shipping_cost, total, was_paid, went_back,
           share - given_back, currency, shipping_address, billing_address,
           payment_method, shipping_method, coalesce(latest.carrier, heads.carrier), coalesce(latest.tracking_number, heads.tracking_number),
           customer_notes, created_at, clock_timestamp(), sure_at, left_at, arrived_at, off_at
    FROM heads LEFT JOIN latest ON latest.order_id = heads.id RETURNING id
), lines AS (
    INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity, shipped_quantity, returned_quantity)
    SELECT h.id, g.product_id, min(g.sku), min(g.product_name), g.unit_price, sum(g.quantity)::integer,
           CASE WHEN h.has_left THEN sum(g.quantity) ELSE 0 END::integer,
           CASE WHEN h.stands = 'returned' THEN sum(g.quantity) ELSE coalesce(sum(g.back), 0) END::integer
    FROM given g JOIN heads h USING (reference) GROUP BY h.id, h.has_left, h.stands, g.product_id, g.unit_price ORDER BY min(g.line)
    RETURNING id, order_id, product_id, quantity, returned_quantity
), shipped AS (
    INSERT INTO shipments (order_id, carrier, tracking_number, created_at)
    SELECT order_id, min(carrier), min(tracking_number), min(at) FROM packed GROUP BY order_id, parcel ORDER BY order_id, min(at), min(line)
    RETURNING id, order_id, coalesce(tracking_number, created_at::text) AS parcel
), contents AS (
    INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
    SELECT s.id, l.id, p.quantity FROM packed p JOIN shipped s USING (order_id, parcel) JOIN lines l USING (order_id, product_id)
), returned AS (
    INSERT INTO returns (id, order_id, status, reason, refund_amount, share, requested_by, received_by, created_at, received_at)
    SELECT return_id, id, 'received', 'imported', share, share, user_id, user_id, back_at, back_at FROM heads WHERE return_id IS NOT NULL
), came_back AS (
    INSERT INTO return_lines (return_id, order_line_id, quantity, restock)
    SELECT h.return_id, l.id, l.returned_quantity, true FROM heads h JOIN lines l ON l.order_id = h.id WHERE l.returned_quantity > 0
), was_paid AS (
    INSERT INTO payments (id, order_id, provider, method, captures, status, currency, amount, authorized, captured, refunded, created_at, updated_at)
    SELECT payment_id, id, 'imported', coalesce(payment_method, 'imported'), true,
           CASE WHEN went_back = 0 THEN 'captured' WHEN went_back = was_paid THEN 'refunded' ELSE 'partially_refunded' END::payment_state,
           currency, was_paid, was_paid, was_paid, went_back, coalesce(paid_at, created_at), coalesce(refunded_at, paid_at, created_at)
    FROM heads WHERE payment_id IS NOT NULL
), went_back AS (
    INSERT INTO refunds (id, order_id, amount, reason, created_at, price_fell)
    SELECT id, order_id, amount, 'imported', at, price_fell FROM given_back
), operated AS (
    INSERT INTO payment_operations (payment_id, refund_id, kind, amount, state, created_at, settled_at)
    SELECT m.payment_id, m.refund_id, m.kind, m.amount, 'succeeded', m.at, m.at
    FROM (SELECT payment_id, NULL::bigint AS refund_id, 'authorize'::operation_kind AS kind, was_paid AS amount, coalesce(paid_at, created_at) AS at
          FROM heads WHERE payment_id IS NOT NULL
          UNION ALL
          SELECT payment_id, id, 'refund', amount, at FROM given_back) m
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, order_id, created_at)
    SELECT l.product_id, m.kind, m.pieces, m.reason, h.id, m.at
    FROM lines l JOIN heads h ON h.id = l.order_id CROSS JOIN LATERAL (
        VALUES (1, 'reserve'::movement_kind, l.quantity, 'imported', h.created_at), (2, 'release', l.quantity, 'imported', h.off_at),
               (3, 'sale', l.quantity, 'imported', h.left_at), (4, 'return', l.returned_quantity, 'imported', h.back_at),
               (5, 'adjustment', l.quantity - l.returned_quantity, 'imported: not of the stock of today', CASE WHEN @import_no_stock THEN h.left_at END))
        AS m (step, kind, pieces, reason, at)
    WHERE m.at IS NOT NULL AND m.pieces > 0 ORDER BY l.id, m.step
), history AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, note, created_at)
    SELECT h.id, m.from_status, m.to_status, m.action, 'imported', m.at
    FROM heads h CROSS JOIN LATERAL (
        VALUES (1, NULL::order_status, 'pending'::order_status, 'place', h.created_at), (2, 'pending', 'confirmed', 'confirm', h.sure_at),
               (3, 'confirmed', 'processing', 'process', CASE WHEN h.stands = 'processing' THEN h.sure_at END),
               (4, 'confirmed', 'shipped', 'ship', h.left_at), (5, 'shipped', 'delivered', 'deliver', h.arrived_at),
               (6, CASE WHEN h.arrived_at IS NULL THEN 'shipped' ELSE 'delivered' END::order_status, 'returned', 'return', CASE WHEN h.stands = 'returned' THEN h.back_at END),
               (7, CASE WHEN h.sure_at IS NULL THEN 'pending' ELSE 'confirmed' END::order_status, 'cancelled', 'cancel', h.off_at))
        AS m (step, from_status, to_status, action, at)
    WHERE m.at IS NOT NULL ORDER BY h.id, m.step
), told AS (
    INSERT INTO audit_log (event, actor_id, address, details, request_id)
    SELECT 'orders.imported', :me_id, :remote_address::inet, jsonb_build_object('created', count(*)), :request_id FROM heads
)
SELECT (SELECT count(*) FROM placed) AS created, 0::bigint AS updated,
       (SELECT count(*) FROM told_heads WHERE NOT is_new) AS unchanged;

-- name: import_orders_settle :exec
-- What the commit would check, while no product is locked.
SELECT constraints_hold(), set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: import_orders_take :many
-- All that is left to do is the stock: locked by id, as orders lock them, judged again, taken and
-- committed. By rows alone, since advisory locks would fill the server's memory.
WITH given AS MATERIALIZED (
    SELECT i.line, i.fields ->> 'reference' AS reference, (i.fields ->> 'quantity')::integer AS quantity,
           coalesce((i.fields ->> 'returned_quantity')::integer, 0) AS back, known.id AS product_id
    FROM import_lines() i CROSS JOIN LATERAL product_of_sku(i.fields ->> 'sku') AS known
), heads AS MATERIALIZED (
    SELECT h.reference, o.status AS stands, m.has_left, m.holds_stock
    FROM (SELECT DISTINCT reference FROM given) h CROSS JOIN LATERAL (SELECT status FROM orders WHERE id = @import_orders_known) o
    JOIN order_statuses m USING (status)
), wanted AS MATERIALIZED (
    SELECT product_id, min(line) AS line,
           coalesce(sum(quantity - back) FILTER (WHERE has_left AND stands <> 'returned' AND NOT @import_no_stock), 0) AS sold,
           coalesce(sum(quantity) FILTER (WHERE holds_stock), 0) AS held
    FROM given JOIN heads USING (reference) GROUP BY product_id
), locked AS MATERIALIZED (
    SELECT p.id, w.line, w.sold, w.held, p.on_hand - p.reserved AS available
    FROM wanted w JOIN products p ON p.id = w.product_id
    WHERE w.sold + w.held > 0
    ORDER BY p.id FOR NO KEY UPDATE OF p
), short AS MATERIALIZED (
    SELECT line, available FROM locked WHERE sold + held > available
), taken AS (
    UPDATE products p SET on_hand = p.on_hand - l.sold, reserved = p.reserved + l.held
    FROM locked l WHERE p.id = l.id AND NOT EXISTS (SELECT FROM short)
    RETURNING p.id
), told AS (
    INSERT INTO outbox (event, subject_id, payload)
    SELECT 'product.changed', min(id), @event_of_products FROM (SELECT id, @event_of_products_page FROM taken) AS pages GROUP BY page
)
SELECT line, 'quantity' AS "column", 'insufficient_stock' AS code, format('only %s available', available) AS detail,
       NULL::text AS read, count(*) OVER () AS total
FROM short ORDER BY line LIMIT 1000;
