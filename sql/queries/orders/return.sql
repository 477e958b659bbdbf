-- Returns: asked for, withdrawn, rejected or received, and what they are worth.

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
-- One that is to be received, rejected or withdrawn.
SELECT rt.id AS return_id, rt.status, rt.status = 'requested' AS requested, rt.requested_by = :me_id::bigint AS mine
FROM returns rt WHERE rt.id = :return_id::bigint AND rt.order_id = :id::bigint;

-- name: return_lines :many
-- What came of it (:items; null: all), as order_lines_named would answer that; nulls where it has no
-- such line.
WITH theirs AS MATERIALIZED (
    SELECT l.id, l.product_id, l.product_sku, rl.quantity, rl.restock,
           l.quantity - l.shipped_quantity - l.cancelled_quantity AS open,
           least(rl.quantity, l.shipped_quantity - l.returned_quantity) AS out
    FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id
    WHERE rl.return_id = :return_id::bigint AND l.order_id = :id::bigint
)
SELECT i.quantity, coalesce(i.restock, l.restock) AS restock, i.order_line_id AS requested_line_id,
       i.product_id AS requested_id, i.sku AS requested_sku, l.id, l.product_sku, l.open, l.out, i.position
FROM @lines_named
UNION ALL
SELECT quantity, restock, id, NULL, NULL, id, product_sku, open, out, id FROM theirs WHERE :items IS NULL
ORDER BY position;

-- name: return_split :exec
-- What came stays of the return; the rest of it becomes one of its own, still asked for or closed.
WITH came AS MATERIALIZED (
    SELECT * FROM unnest(:line_ids::bigint[], :line_quantities::integer[], :line_restocks::boolean[])
                  AS w (line_id, quantity, restock)
), rest AS MATERIALIZED (
    SELECT rl.order_line_id, rl.quantity - coalesce(came.quantity, 0) AS quantity, rl.restock
    FROM return_lines rl LEFT JOIN came ON came.line_id = rl.order_line_id
    WHERE rl.return_id = :return_id::bigint AND rl.quantity > coalesce(came.quantity, 0)
), split AS (
    INSERT INTO returns (order_id, status, reason, requested_by, created_at, rest_of, ended_by, ended_at)
    SELECT order_id, CASE WHEN :close::boolean THEN 'closed' ELSE 'requested' END::return_status, reason, requested_by,
           created_at, id, CASE WHEN :close THEN :me_id::bigint END, CASE WHEN :close THEN now() END
    FROM returns WHERE id = :return_id AND EXISTS (SELECT FROM rest)
    RETURNING id
), lines AS (
    INSERT INTO return_lines (return_id, order_line_id, quantity, restock)
    SELECT split.id, rest.* FROM split, rest
), missing AS (
    DELETE FROM return_lines rl
    WHERE rl.return_id = :return_id AND rl.order_line_id NOT IN (SELECT line_id FROM came)
)
UPDATE return_lines rl SET quantity = came.quantity, restock = came.restock
FROM came WHERE rl.return_id = :return_id AND rl.order_line_id = came.line_id;

-- name: return_end :exec
-- Rejected or withdrawn: nothing of it comes.
WITH ended AS (
    UPDATE returns SET status = :return_status::return_status, ended_by = :me_id::bigint, ended_at = now(),
                       customer_note = :customer_note
    WHERE id = :return_id::bigint AND status = 'requested'
    RETURNING id, order_id, status, refund_amount
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM ended
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'return.' || status, id, @return_payload, :request_id, :trace FROM checked LEFT JOIN ended r ON true WHERE checked.ok;

-- What went back of an order without a reason that the shop knows.
-- fragment: refunded_by_hand
coalesce((SELECT sum(given.amount) FROM refunds kind JOIN payment_operations given ON given.refund_id = kind.id
          WHERE kind.order_id = o.id AND NOT kind.price_fell AND given.state <> 'failed'), 0)

-- name: return_receive :exec
-- The pieces are counted as back, and on hand again where they can be sold. Their share is what all
-- that has come back or was cancelled by now is worth less what it was before, so that all shares
-- sum to the whole, to the cent; the shipping is what is left of the total when all is gone. Who
-- receives them may give back less than the share. Where something was refunded by hand, no more
-- goes back than was paid for what is gone, unless they say an amount and so much is left.
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
), worth AS MATERIALIZED (
    SELECT back.share, CASE WHEN :refund_shipping::boolean THEN o.total - back.goods ELSE 0 END AS shipping,
           CASE WHEN :refund::text = 'none' THEN 0 ELSE coalesce(:refund_amount::numeric, back.share) END AS wanted,
           @order_worth - back.share AS left_over, @refunded_by_hand > 0 AS has_kindness,
           (SELECT coalesce(sum(captured - refunded - refunding), 0) FROM payments WHERE order_id = o.id) AS room,
           EXISTS (SELECT FROM returns WHERE order_id = o.id AND shipping_refund > 0) AS shipping_given
    FROM orders o
    CROSS JOIN (SELECT gone_worth(:id, array_agg(id), array_agg(quantity)) - gone_worth(:id) AS share,
                       (SELECT gone_worth(:id, array_agg(l.id),
                                          array_agg(l.quantity - l.cancelled_quantity - l.returned_quantity))
                        FROM order_lines l WHERE l.order_id = :id) AS goods
                FROM asked) back
    WHERE o.id = :id
), decided AS MATERIALIZED (
    SELECT share, shipping, share - wanted AS withheld,
           CASE WHEN has_kindness AND :refund_amount IS NULL
                THEN greatest(0, least(wanted + shipping, room - left_over + shipping - (share - wanted)))
                ELSE wanted + shipping END AS amount,
           wanted <= share AND NOT (shipping > 0 AND shipping_given)
               AND (:refund_amount IS NULL OR NOT has_kindness OR wanted + shipping <= room) AS fits
    FROM worth
), received AS (
    UPDATE returns rt SET status = 'received', received_by = :me_id, received_at = now(), share = d.share,
           withheld = d.withheld, shipping_refund = d.shipping, refund_amount = d.amount, customer_note = :customer_note
    FROM decided d WHERE rt.id = :return_id AND rt.status = 'requested' AND refuse_unless(d.fits, 'refund_too_high')
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
    SELECT FROM @returns_found LIMIT 10001) counted;

-- The join is left out of the plan when no customer is asked for.
-- fragment: returns_found
returns rt LEFT JOIN orders o ON o.id = rt.order_id WHERE @returns_matching

-- What a return's lines are part of, and the order's money, so that nobody has to open the order to
-- decide. What is on its way back counts as refunded.
-- fragment: return_columns
rt.id, rt.order_id, o.order_number, o.status AS order_status, o.payment_status, o.customer_id, o.customer,
       o.department_id, rt.status, rt.reason, rt.customer_note, rt.share, rt.refund_amount, rt.shipping_refund, o.total, o.currency, paid.captured AS captured_amount,
       paid.refunded AS refunded_amount, rt.rest_of, rt.requested_by, rt.received_by, rt.ended_by, rt.created_at, rt.received_at,
       rt.ended_at,
       (SELECT json_agg(line ORDER BY line.order_line_id)
        FROM (SELECT l.id AS order_line_id, l.product_id, l.product_sku, l.product_name, l.unit_price, rl.quantity,
                     rl.restock, l.quantity AS ordered_quantity, l.shipped_quantity, l.cancelled_quantity,
                     l.returned_quantity
              FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id WHERE rl.return_id = rt.id) line) AS items

-- Which first, so that what is passed over is not built.
-- fragment: returns_of_page
JOIN returns rt ON rt.id = page.id JOIN orders o ON o.id = rt.order_id
CROSS JOIN LATERAL (SELECT coalesce(sum(captured), 0.00) AS captured, coalesce(sum(refunded + refunding), 0.00) AS refunded
                    FROM payments WHERE order_id = o.id) paid

-- name: returns_by_created :many
SELECT @return_columns FROM (
    SELECT rt.id FROM @returns_found
    AND (:after_key::timestamptz IS NULL OR (rt.created_at, rt.id) > (:after_key, :after_id::bigint))
    ORDER BY rt.created_at, rt.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint) page
@returns_of_page
ORDER BY rt.created_at, rt.id;

-- name: returns_by_created_desc :many
SELECT @return_columns FROM (
    SELECT rt.id FROM @returns_found
    AND (:after_key::timestamptz IS NULL OR (rt.created_at, rt.id) < (:after_key, :after_id::bigint))
    ORDER BY rt.created_at DESC, rt.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint) page
@returns_of_page
ORDER BY rt.created_at DESC, rt.id DESC;
