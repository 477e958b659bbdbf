-- Verify orderd:trace on pg
BEGIN;
SELECT trace FROM orderd.outbox WHERE false;
ROLLBACK;
