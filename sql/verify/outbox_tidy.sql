-- Verify orderd:outbox_tidy on pg
BEGIN;
SELECT outbox_seconds FROM orderd.shop;
SELECT name, since FROM orderd.outbox_readers;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.outbox', 'DELETE')::integer;
ROLLBACK;
