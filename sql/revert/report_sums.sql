-- Revert orderd:report_sums from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION mark_entries() CASCADE;
DROP FUNCTION entry_may_be_summed(timestamptz);
DROP TABLE sum_marks, product_sums, sale_sums, summed;
COMMIT;
