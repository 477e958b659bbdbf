-- Deploy orderd:waiting to pg

BEGIN;
SET LOCAL search_path = orderd;

-- What waits for people is found by what it is, however much there is beside it; and returns and
-- payments of all orders are read in the order in which they came, customers in that of their names.
-- None of it is of placing.
CREATE INDEX returns_created ON returns (created_at, id);
CREATE INDEX returns_status ON returns (status, created_at, id);
CREATE INDEX payments_created ON payments (created_at, id);
CREATE INDEX payments_status ON payments (status, created_at, id);
CREATE INDEX payment_operations_failed ON payment_operations (payment_id, id)
    WHERE state = 'unknown' OR state = 'failed' AND kind <> 'authorize';
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (id) WHERE state = 'dead';
CREATE INDEX mails_dead ON mails (id) WHERE state = 'dead';
CREATE INDEX customers_name ON customers ((lower(coalesce(last_name, '') || ' ' || coalesce(first_name, ''))), id);

COMMIT;
