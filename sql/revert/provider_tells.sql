-- Revert orderd:provider_tells from pg
BEGIN;
SET LOCAL search_path = orderd;

REVOKE UPDATE (amount) ON payment_operations FROM orderd_app;
REVOKE UPDATE (amount) ON refunds FROM orderd_app;
DROP INDEX payment_operations_reference;

-- Nobody would end what a bank has begun: it is as good as never told.
UPDATE payments p SET refunding = p.refunding - d.amount,
       status = (CASE WHEN p.refunded > 0 THEN 'partially_refunded' ELSE 'captured' END)::payment_state
FROM (SELECT payment_id, sum(amount) AS amount FROM payment_operations
      WHERE by = 'bank' AND state IN ('pending', 'unknown') GROUP BY payment_id) d
WHERE p.id = d.payment_id;
UPDATE orders SET payment_status = (CASE WHEN refunded > 0 THEN 'partially_refunded' ELSE 'paid' END)::payment_status
WHERE payment_status::text = 'disputed';
UPDATE payment_operations SET state = 'failed', error_code = 'forgotten', settled_at = now()
WHERE by = 'bank' AND state IN ('pending', 'unknown');
ALTER TABLE payment_operations DROP by;
COMMENT ON TABLE payment_operations IS
    'What a provider was asked, written before it is asked: whoever finds one open asks again with the same key.';

ALTER TABLE payments DROP CONSTRAINT payments_status_fits;
DROP INDEX payments_status, orders_payment_status;
CREATE TYPE payment_state_before AS ENUM (
    'pending', 'authorized', 'captured', 'partially_refunded', 'refunded', 'voided', 'failed');
ALTER TABLE payments
    ALTER status DROP DEFAULT,
    ALTER status TYPE payment_state_before USING status::text::payment_state_before,
    ALTER status SET DEFAULT 'pending';
DROP TYPE payment_state;
ALTER TYPE payment_state_before RENAME TO payment_state;
COMMENT ON TYPE payment_state IS 'Where one payment is; an order''s payment_status is made from all of its payments.';
ALTER TABLE payments ADD CONSTRAINT payments_status_fits CHECK (CASE status
    WHEN 'pending'            THEN authorized = 0
    WHEN 'failed'             THEN authorized = 0
    WHEN 'authorized'         THEN authorized > 0 AND captured = 0
    WHEN 'voided'             THEN captured = 0
    WHEN 'captured'           THEN captured > 0 AND refunded = 0
    WHEN 'partially_refunded' THEN refunded > 0 AND refunded < captured
    WHEN 'refunded'           THEN refunded > 0 AND refunded = captured END);
CREATE INDEX payments_status ON payments (status, created_at, id);
COMMENT ON COLUMN payments.status IS 'Follows from the amounts, but for pending, voided and failed.';
COMMENT ON COLUMN payments.refunding IS 'What is being given back: refunds whose outcome is open.';

CREATE TYPE payment_status_before AS ENUM (
    'pending', 'authorized', 'paid', 'partially_refunded', 'refunded', 'failed');
ALTER TABLE orders
    ALTER payment_status DROP DEFAULT,
    ALTER payment_status TYPE payment_status_before USING payment_status::text::payment_status_before,
    ALTER payment_status SET DEFAULT 'pending';
DROP TYPE payment_status;
ALTER TYPE payment_status_before RENAME TO payment_status;
COMMENT ON TYPE payment_status IS 'What has been paid for an order.';
CREATE INDEX orders_payment_status ON orders (payment_status, created_at, id);
COMMIT;
