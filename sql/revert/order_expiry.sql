-- Revert orderd:order_expiry from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP VIEW shop;
CREATE VIEW shop AS
SELECT max(value) FILTER (WHERE key = 'access_token_seconds')::integer  AS access_token_seconds,
       max(value) FILTER (WHERE key = 'currency')                       AS currency,
       max(value) FILTER (WHERE key = 'free_shipping_from')::numeric    AS free_shipping_from,
       max(value) FILTER (WHERE key = 'refresh_token_seconds')::integer AS refresh_token_seconds,
       max(value) FILTER (WHERE key = 'registration_open')::boolean     AS registration_open,
       max(value) FILTER (WHERE key = 'shipping_cost')::numeric         AS shipping_cost,
       max(value) FILTER (WHERE key = 'tax_rate')::numeric              AS tax_rate,
       max(value) FILTER (WHERE key = 'time_zone')                      AS time_zone
FROM settings;
COMMENT ON VIEW shop IS 'The settings as one typed row.';
DELETE FROM settings WHERE key = 'unpaid_order_seconds';
ALTER TABLE settings
    DROP CONSTRAINT settings_value_is_there,
    ADD CONSTRAINT settings_value_is_there CHECK (value IS NOT NULL OR key = 'free_shipping_from');
COMMIT;
