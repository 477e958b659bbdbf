-- Verify orderd:bounds on pg
BEGIN;
SELECT 'orderd.orders_drafts'::regclass, 'orderd.returns_open'::regclass;
ROLLBACK;
