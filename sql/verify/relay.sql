-- Verify orderd:relay on pg
BEGIN;
SELECT number, order_id, numbered_at FROM orderd.outbox WHERE false;
SELECT 1 / (count(*) = 1)::integer FROM orderd.feed;
ROLLBACK;
