-- Verify orderd:price_falls on pg
BEGIN;
SELECT price_fell FROM orderd.refunds WHERE false;
ROLLBACK;
