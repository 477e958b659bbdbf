-- Verify orderd:ledger_keys on pg
BEGIN;
SELECT 1 / (count(*) = 5)::integer FROM pg_trigger WHERE tgfoid = 'orderd.named_in_ledger()'::regprocedure;
SELECT 1 / (count(*) = 2)::integer FROM pg_constraint
WHERE conrelid IN ('orderd.order_history'::regclass, 'orderd.stock_movements'::regclass) AND contype = 'p' AND cardinality(conkey) = 2;
ROLLBACK;
