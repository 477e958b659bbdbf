-- Deploy orderd:price_falls to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE refunds ADD price_fell boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN refunds.price_fell IS
    'Given back because the order came to be worth less; owed again when it is worth more. false: a kindness, or the order is over.';

COMMIT;
