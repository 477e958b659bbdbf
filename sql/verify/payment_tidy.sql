-- Verify orderd:payment_tidy on pg
BEGIN;
SELECT 'orderd.payment_events_received'::regclass;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.payment_events', 'DELETE')::int;
ROLLBACK;
