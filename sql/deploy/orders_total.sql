-- Deploy orderd:orders_total to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Orders of like totals lie anywhere, so that a row that a page passes over was a block to read. A list
-- has none that was deleted, so an index of the others answers it alone.
DROP INDEX orders_by_total;
CREATE INDEX orders_by_total ON orders (total, id) WHERE deleted_at IS NULL;

COMMIT;
