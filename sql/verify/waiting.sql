-- Verify orderd:waiting on pg
BEGIN;
SELECT index::regclass FROM unnest(ARRAY['orderd.returns_created', 'orderd.returns_status', 'orderd.payments_created',
    'orderd.payments_status', 'orderd.payment_operations_failed', 'orderd.webhook_deliveries_dead', 'orderd.mails_dead',
    'orderd.customers_name']) AS index;
ROLLBACK;
