-- Deploy orderd:provider_tells to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TYPE payment_status ADD VALUE 'disputed';
ALTER TYPE payment_state ADD VALUE 'disputed';

-- New words of a type can be compared only once they are committed, so as texts.
ALTER TABLE payments
    DROP CONSTRAINT payments_status_fits,
    ADD CONSTRAINT payments_status_fits CHECK (CASE status::text
        WHEN 'pending'            THEN authorized = 0
        WHEN 'failed'             THEN authorized = 0
        WHEN 'authorized'         THEN authorized > 0 AND captured = 0
        WHEN 'voided'             THEN captured = 0
        WHEN 'captured'           THEN captured > 0 AND refunded = 0
        WHEN 'partially_refunded' THEN refunded > 0 AND refunded < captured
        WHEN 'refunded'           THEN refunded > 0 AND refunded = captured
        WHEN 'disputed'           THEN refunding > 0 END);
COMMENT ON COLUMN payments.status IS 'Follows from the amounts and open disputes, but for pending, voided and failed.';
COMMENT ON COLUMN payments.refunding IS 'What is being given back: refunds whose outcome is open, and what is disputed.';

ALTER TABLE payment_operations ADD by text NOT NULL DEFAULT 'shop' CHECK (by IN ('shop', 'provider', 'bank'));
COMMENT ON TABLE payment_operations IS
    'What a provider was asked, written before it is asked: whoever finds one open asks again with the same key. Also what was done without our asking, as the provider told.';
COMMENT ON COLUMN payment_operations.by IS
    'Whose doing it is: shop asked for it; provider did it, or somebody there by hand; bank disputes the charge, and the refund succeeds if the dispute is lost.';
CREATE INDEX payment_operations_reference ON payment_operations (provider_reference) WHERE provider_reference IS NOT NULL;
GRANT UPDATE (amount) ON payment_operations TO orderd_app;
GRANT UPDATE (amount) ON refunds TO orderd_app;

COMMIT;
