-- Revert orderd:payment_tidy from pg
BEGIN;
REVOKE DELETE ON orderd.payment_events FROM orderd_app;
DROP INDEX orderd.payment_events_received;
COMMIT;
