-- Deploy orderd:order_paid to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE orders
    ADD paid      numeric(12,2) NOT NULL DEFAULT 0,
    ADD refunded  numeric(12,2) NOT NULL DEFAULT 0,
    ADD owed_less numeric(12,2) NOT NULL DEFAULT 0;
COMMENT ON COLUMN orders.paid IS 'What was captured of its payments; moves with them.';
COMMENT ON COLUMN orders.refunded IS 'What of that went back; moves with its payments.';
COMMENT ON COLUMN orders.owed_less IS
    'By how much less than the total is owed, since pieces were cancelled or came back; less what was given back for it, which is owed again.';
COMMENT ON COLUMN refunds.price_fell IS
    'Owed again when the order is worth it: given back because it came to be worth less, or all of it while the order goes on. false: a kindness, or the order is over.';
GRANT UPDATE (paid, refunded, owed_less) ON orders TO orderd_app;
GRANT UPDATE (price_fell) ON refunds TO orderd_app;

-- The statuses are a copy of order_statuses.payable, to which a test holds it: every reading of an
-- order asks this.
CREATE FUNCTION order_due(status order_status, total numeric, owed_less numeric, paid numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN status IN ('draft', 'rejected', 'cancelled') THEN 0.00 ELSE greatest(total - owed_less - paid, 0.00) END;
COMMENT ON FUNCTION order_due IS 'What is still owed of an order.';

-- What the orders of before have been paid, and what of them is not owed.
WITH money AS (
    SELECT order_id, sum(captured) AS paid, sum(refunded) AS refunded FROM payments GROUP BY order_id HAVING sum(captured) > 0
), fallen AS (
    SELECT f.order_id, sum(op.amount) AS given_back FROM refunds f JOIN payment_operations op ON op.refund_id = f.id
    WHERE f.price_fell AND op.state <> 'failed' GROUP BY f.order_id
), lessened AS (
    SELECT DISTINCT order_id FROM order_lines WHERE cancelled_quantity + returned_quantity > 0
), touched AS (
    SELECT order_id FROM money UNION SELECT order_id FROM fallen UNION SELECT order_id FROM lessened
)
UPDATE orders o SET paid = coalesce(m.paid, 0), refunded = coalesce(m.refunded, 0),
       owed_less = gone_worth(o.id) - coalesce((SELECT sum(withheld - shipping_refund) FROM returns r WHERE r.order_id = o.id), 0)
                   - coalesce(f.given_back, 0)
FROM touched t LEFT JOIN money m USING (order_id) LEFT JOIN fallen f USING (order_id)
WHERE o.id = t.order_id;
UPDATE orders SET payment_status = 'paid' WHERE total = 0 AND payment_status IN ('pending', 'failed');

COMMIT;
