-- Verify orderd:provider_tells on pg
BEGIN;
SELECT 'disputed'::orderd.payment_status, 'disputed'::orderd.payment_state;
SELECT by FROM orderd.payment_operations WHERE false;
SELECT 'orderd.payment_operations_reference'::regclass;
ROLLBACK;
