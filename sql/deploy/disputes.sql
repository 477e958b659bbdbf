-- Deploy orderd:disputes to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE payment_operations ADD claimed numeric(12,2);
UPDATE payment_operations SET claimed = amount WHERE by = 'bank';
ALTER TABLE payment_operations
    ADD CONSTRAINT payment_operations_claimed CHECK ((claimed IS NOT NULL) = (by = 'bank') AND (claimed >= amount) IS NOT FALSE);
COMMENT ON COLUMN payment_operations.claimed IS
    'What a bank disputes, of which it can take no more than was not given back otherwise; null: no bank does.';

COMMIT;
