-- Deploy orderd:orders_changed to pg

BEGIN;
SET LOCAL search_path = orderd;

-- What has changed lately lies together, but for a few. This is a hundredth of an index of every row,
-- and placing an order writes nothing to it.
CREATE INDEX orders_changed ON orders USING brin (updated_at) WITH (pages_per_range = 16, autosummarize = on);

COMMIT;
