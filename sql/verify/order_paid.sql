-- Verify orderd:order_paid on pg
BEGIN;
SELECT paid, refunded, owed_less, orderd.order_due(status, total, owed_less, paid) FROM orderd.orders WHERE false;
ROLLBACK;
