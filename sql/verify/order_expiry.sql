-- Verify orderd:order_expiry on pg
BEGIN;
SELECT unpaid_order_seconds FROM orderd.shop;
ROLLBACK;
