-- Revert orderd:reports from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX refunds_given, returns_received, order_lines_cancelled;
COMMIT;
