-- Verify orderd:order_parts on pg
BEGIN;
SELECT 'orderd.shipments_of(bigint)'::regprocedure, 'orderd.returns_of(bigint)'::regprocedure;
ROLLBACK;
