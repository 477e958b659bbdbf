-- What is said of money in more than one place, held against each other.

-- What payments say by their operations, which nobody changes once they are settled.
-- fragment: payments_booked
SELECT p.id, p.order_id, p.authorized, p.captured, p.refunded, p.refunding,
       coalesce(sum(op.amount) FILTER (WHERE op.state = 'succeeded' AND op.kind = 'authorize'), 0) AS op_authorized,
       coalesce(sum(op.amount) FILTER (WHERE op.state = 'succeeded' AND (op.kind = 'capture' OR op.kind = 'authorize' AND p.captures)), 0)
           AS op_captured,
       coalesce(sum(op.amount) FILTER (WHERE op.state = 'succeeded' AND op.kind = 'refund'), 0) AS op_refunded,
       coalesce(sum(op.amount) FILTER (WHERE op.state IN ('pending', 'unknown') AND op.kind = 'refund'), 0) AS op_refunding
FROM payments p LEFT JOIN payment_operations op ON op.payment_id = p.id
WHERE :order_id::bigint IS NULL OR p.order_id = :order_id
GROUP BY p.id

-- What received returns have of each line.
-- fragment: lines_returned
SELECT l.id, l.order_id, l.returned_quantity, coalesce(sum(rl.quantity) FILTER (WHERE rt.status = 'received'), 0) AS received
FROM order_lines l LEFT JOIN return_lines rl ON rl.order_line_id = l.id LEFT JOIN returns rt ON rt.id = rl.return_id
WHERE (l.returned_quantity > 0 OR rl.return_id IS NOT NULL) AND (:order_id::bigint IS NULL OR l.order_id = :order_id)
GROUP BY l.id

-- Orders of which something is owed less, or may be.
-- fragment: orders_lessened
SELECT order_id FROM order_lines WHERE cancelled_quantity > 0
UNION SELECT order_id FROM returns
UNION SELECT order_id FROM refunds WHERE price_fell
UNION SELECT id FROM orders WHERE owed_less <> 0

-- One row a difference: what stands there, what it should be, and whether that can be derived.
-- fragment: money_compared
SELECT d.order_id, d.what, d.stands, d.should, d.derived
FROM (
    SELECT b.order_id, format('payment %s %s', b.id, v.what) AS what, v.stands, v.should, true AS derived
    FROM (@payments_booked) b
    CROSS JOIN LATERAL (VALUES ('authorized', b.authorized, b.op_authorized), ('captured', b.captured, b.op_captured),
                               ('refunded', b.refunded, b.op_refunded), ('refunding', b.refunding, b.op_refunding)) AS v (what, stands, should)
    UNION ALL
    SELECT o.id, v.what, v.stands, v.should, true
    FROM orders o LEFT JOIN (SELECT order_id, sum(captured) AS paid, sum(refunded) AS refunded FROM payments GROUP BY order_id) p ON p.order_id = o.id
    CROSS JOIN LATERAL (VALUES ('paid', o.paid, coalesce(p.paid, 0)), ('refunded', o.refunded, coalesce(p.refunded, 0))) AS v (what, stands, should)
    WHERE :order_id::bigint IS NULL OR o.id = :order_id
    UNION ALL
    SELECT o.id, 'owed less', o.owed_less, o.total - @order_worth - @order_given_back, true
    FROM orders o
    WHERE o.id = ANY (ARRAY(@orders_lessened)) AND NOT @order_called_off AND o.deleted_at IS NULL AND (:order_id::bigint IS NULL OR o.id = :order_id)
    UNION ALL
    SELECT order_id, format('line %s returned pieces', id), returned_quantity, received, true FROM (@lines_returned) l
    UNION ALL
    SELECT o.id, v.what, v.stands, v.should, false
    FROM orders o JOIN (SELECT order_id, sum(subtotal) AS subtotal, sum(discount) AS discount, sum(tax) AS tax FROM order_lines GROUP BY order_id) l
        ON l.order_id = o.id
    CROSS JOIN LATERAL (VALUES ('subtotal', o.subtotal, l.subtotal), ('discount', o.discount, coalesce(l.discount, o.discount)),
                               ('tax', o.tax, coalesce(l.tax + o.shipping_tax, o.tax)),
                               ('total', o.total, o.subtotal - o.discount + o.shipping_cost + CASE WHEN o.tax_included THEN 0 ELSE o.tax END))
        AS v (what, stands, should)
    WHERE :order_id::bigint IS NULL OR o.id = :order_id
    UNION ALL
    SELECT f.order_id, format('refund %s amount', f.id), f.amount, sum(op.amount), false
    FROM refunds f JOIN payment_operations op ON op.refund_id = f.id GROUP BY f.id
    UNION ALL
    SELECT order_id, format('return %s refund above its share', id), refund_amount, share + shipping_refund, false
    FROM returns WHERE refund_amount > share + shipping_refund
) d
WHERE d.stands <> d.should

-- name: money_differences :many
SELECT o.order_number, c.* FROM (@money_compared) c JOIN orders o ON o.id = c.order_id ORDER BY c.order_id, c.what;

-- name: finding_money :one
WITH found AS (
    INSERT INTO findings (name, value) SELECT 'money_differences', count(*) FROM (@money_compared) c
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, found_at = now()
)
SELECT true AS looked;

-- name: money_repair :exec
-- Of one order, which is locked: lines by their returns, payments by their operations. What follows
-- from these for the order is order_payment_status's.
WITH lines AS (
    UPDATE order_lines l SET returned_quantity = w.received FROM (@lines_returned) w
    WHERE l.id = w.id AND l.returned_quantity <> w.received
    RETURNING l.id, w.returned_quantity AS was, w.received AS now
), payments_now AS (
    UPDATE payments p SET authorized = b.op_authorized, captured = b.op_captured, refunded = b.op_refunded, refunding = b.op_refunding,
           updated_at = now(),
           status = CASE WHEN p.status IN ('voided', 'failed', 'disputed') THEN p.status::text
                         WHEN b.op_refunded > 0 AND b.op_refunded = b.op_captured THEN 'refunded'
                         WHEN b.op_refunded > 0 THEN 'partially_refunded'
                         WHEN b.op_captured > 0 THEN 'captured'
                         WHEN b.op_authorized > 0 THEN 'authorized'
                         ELSE 'pending' END::payment_state
    FROM (@payments_booked) b
    WHERE p.id = b.id AND (b.authorized, b.captured, b.refunded, b.refunding)
                          IS DISTINCT FROM (b.op_authorized, b.op_captured, b.op_refunded, b.op_refunding)
    RETURNING p.id, b.authorized AS was_authorized, b.captured AS was_captured, b.refunded AS was_refunded, b.refunding AS was_refunding
)
INSERT INTO audit_log (event, subject_id, details)
SELECT 'money.reconciled', o.id,
       jsonb_build_object('paid', o.paid, 'refunded', o.refunded, 'owed_less', o.owed_less,
                          'lines', (SELECT coalesce(jsonb_agg(to_jsonb(lines)), '[]') FROM lines),
                          'payments', (SELECT coalesce(jsonb_agg(to_jsonb(payments_now)), '[]') FROM payments_now))
FROM orders o WHERE o.id = :order_id;
