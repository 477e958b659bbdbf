-- Deploy orderd:external_ids to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE orders ADD external_id text100;
COMMENT ON COLUMN orders.external_id IS 'What it is called where it was imported from, whose orders come in once; null: placed here.';

-- Unique as it is written, since elsewhere AB and ab may be two; searched in capitals, by the same index.
CREATE UNIQUE INDEX orders_external_id ON orders (upper(external_id), external_id) WHERE external_id IS NOT NULL;

COMMIT;
