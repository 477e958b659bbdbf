-- Verify orderd:payments on pg
BEGIN;
SELECT id, order_id, provider, method, captures, status, currency, amount, authorized, captured, refunded, refunding,
       provider_reference, error_code, actor_id FROM orderd.payments WHERE false;
SELECT id, order_id, amount, reason, actor_id, request_id FROM orderd.refunds WHERE false;
SELECT id, payment_id, refund_id, kind, amount, idempotency_key, state, provider_reference, error_code, attempts,
       tried_at, claimed_until, settled_at FROM orderd.payment_operations WHERE false;
SELECT provider, reference, event, received_at FROM orderd.payment_events WHERE false;
SELECT 'orderd.orders_payment_status'::regclass;
ROLLBACK;
