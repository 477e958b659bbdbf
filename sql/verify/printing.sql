-- Verify orderd:printing on pg
BEGIN;
SELECT printed_at FROM orderd.orders WHERE false;
SELECT id, actor_id, orders, created_at FROM orderd.printings WHERE false;
ROLLBACK;
