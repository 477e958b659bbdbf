-- Revert orderd:tax from pg
BEGIN;
SET LOCAL search_path = orderd;

DROP VIEW shop;
CREATE VIEW shop AS
SELECT max(value) FILTER (WHERE key = 'access_token_seconds')::integer AS access_token_seconds,
       max(value) FILTER (WHERE key = 'currency') AS currency,
       max(value) FILTER (WHERE key = 'free_shipping_from')::numeric AS free_shipping_from,
       max(value) FILTER (WHERE key = 'refresh_token_seconds')::integer AS refresh_token_seconds,
       max(value) FILTER (WHERE key = 'registration_open')::boolean AS registration_open,
       max(value) FILTER (WHERE key = 'shipping_cost')::numeric AS shipping_cost,
       max(value) FILTER (WHERE key = 'tax_rate')::numeric AS tax_rate,
       max(value) FILTER (WHERE key = 'time_zone') AS time_zone,
       max(value) FILTER (WHERE key = 'unpaid_order_seconds')::integer AS unpaid_order_seconds,
       max(value) FILTER (WHERE key = 'session_seconds')::integer AS session_seconds,
       max(value) FILTER (WHERE key = 'second_factor') AS second_factor,
       max(value) FILTER (WHERE key = 'outbox_seconds')::integer AS outbox_seconds,
       max(value) FILTER (WHERE key = 'confirm_email')::boolean AS confirm_email,
       max(value) FILTER (WHERE key = 'language') AS language
FROM settings;
COMMENT ON VIEW shop IS 'The settings as one typed row.';
COMMENT ON COLUMN shop.access_token_seconds IS 'See settings.';
COMMENT ON COLUMN shop.currency IS 'See settings.';
COMMENT ON COLUMN shop.free_shipping_from IS 'See settings.';
COMMENT ON COLUMN shop.refresh_token_seconds IS 'See settings.';
COMMENT ON COLUMN shop.registration_open IS 'See settings.';
COMMENT ON COLUMN shop.shipping_cost IS 'See settings.';
COMMENT ON COLUMN shop.tax_rate IS 'See settings.';
COMMENT ON COLUMN shop.time_zone IS 'See settings.';
COMMENT ON COLUMN shop.unpaid_order_seconds IS 'See settings.';
COMMENT ON COLUMN shop.session_seconds IS 'See settings.';
COMMENT ON COLUMN shop.second_factor IS 'See settings.';
COMMENT ON COLUMN shop.outbox_seconds IS 'See settings.';
COMMENT ON COLUMN shop.confirm_email IS 'See settings.';
COMMENT ON COLUMN shop.language IS 'See settings.';

DELETE FROM settings WHERE key IN ('home_country', 'prices_include_tax', 'shipping_tax', 'tax_elsewhere');
UPDATE settings SET description = replace(description, ' Tax rates by country replace it.', '');
ALTER TABLE settings
    DROP CONSTRAINT settings_shipping_tax_known,
    DROP CONSTRAINT settings_tax_elsewhere_known,
    DROP CONSTRAINT settings_home_country_form;
ALTER TABLE customers
    DROP CONSTRAINT customers_vat_id_needed,
    DROP vat_id, DROP vat_id_confirmed_at, DROP tax_exemption, DROP tax_note;
DROP TYPE tax_exemption;
ALTER TABLE products DROP tax_class;
DROP DOMAIN tax_class;
DROP TABLE tax_rates, country_words, countries;
DROP FUNCTION country_word(text);
DROP EXTENSION btree_gist;

COMMIT;
