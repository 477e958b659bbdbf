-- Revert orderd:shipping from pg
BEGIN;
DROP TABLE orderd.shipping_rates;
UPDATE orderd.settings SET description = replace(description, ' Shipping rates by weight replace it.', '');
COMMIT;
