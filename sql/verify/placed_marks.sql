-- Verify orderd:placed_marks on pg
BEGIN;
SELECT 1 / (count(*) = 1)::int FROM pg_trigger WHERE tgfoid = 'orderd.mark_placed()'::regprocedure;
ROLLBACK;
