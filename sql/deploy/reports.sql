-- Deploy orderd:reports to pg

BEGIN;
SET LOCAL search_path = orderd;

-- What makes less of what was sold is found by itself. None of it is of placing.
CREATE INDEX order_lines_cancelled ON order_lines (order_id) WHERE cancelled_quantity > 0;
CREATE INDEX returns_received ON returns (received_at) WHERE received_at IS NOT NULL;
CREATE INDEX refunds_given ON refunds (created_at) WHERE NOT price_fell;

COMMIT;
