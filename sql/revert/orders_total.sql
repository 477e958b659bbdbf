-- Revert orderd:orders_total from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX orders_by_total;
CREATE INDEX orders_by_total ON orders (total, id);
COMMIT;
