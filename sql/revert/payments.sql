-- Revert orderd:payments from pg
BEGIN;
DROP INDEX orderd.orders_payment_status;
DROP TABLE orderd.payment_events, orderd.payment_operations, orderd.refunds, orderd.payments;
DROP TYPE orderd.operation_state, orderd.operation_kind, orderd.payment_state;
COMMIT;
