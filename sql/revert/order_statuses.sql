-- Revert orderd:order_statuses from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE order_statuses;
COMMIT;
