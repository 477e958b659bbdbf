-- Deploy orderd:customer_external_ids to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE customers ADD external_id text100;
COMMENT ON COLUMN customers.external_id IS 'What they are called where they were imported from, who may have no e-mail; null: made here, or forgotten.';
CREATE UNIQUE INDEX customers_external_id ON customers (external_id) WHERE external_id IS NOT NULL;

COMMIT;
