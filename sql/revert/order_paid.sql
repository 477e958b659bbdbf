-- Revert orderd:order_paid from pg
BEGIN;
REVOKE UPDATE (price_fell) ON orderd.refunds FROM orderd_app;
REVOKE UPDATE (paid, refunded, owed_less) ON orderd.orders FROM orderd_app;
COMMENT ON COLUMN orderd.refunds.price_fell IS
    'Given back because the order came to be worth less; owed again when it is worth more. false: a kindness, or the order is over.';
DROP FUNCTION orderd.order_due(orderd.order_status, numeric, numeric, numeric);
ALTER TABLE orderd.orders DROP paid, DROP refunded, DROP owed_less;
COMMIT;
