-- Verify orderd:stock on pg
BEGIN;
SELECT id, product_id, kind, quantity, reason, order_id, actor_id, request_id, created_at FROM orderd.stock_movements WHERE false;
ROLLBACK;
