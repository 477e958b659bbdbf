-- Verify orderd:reports on pg
BEGIN;
SELECT index::regclass FROM unnest(ARRAY['orderd.order_lines_cancelled', 'orderd.returns_received', 'orderd.refunds_given']) AS index;
ROLLBACK;
