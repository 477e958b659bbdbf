-- Revert orderd:printing from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE printings;
ALTER TABLE orders DROP printed_at;
COMMIT;
