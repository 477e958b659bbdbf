-- Deploy orderd:session_end to pg

BEGIN;
SET LOCAL search_path = orderd;

INSERT INTO settings (key, value, kind, description) VALUES
    ('session_seconds', '2592000', 'seconds', 'Age at which a session ends for good, however often it is refreshed.');

CREATE OR REPLACE VIEW shop AS
SELECT max(value) FILTER (WHERE key = 'access_token_seconds')::integer  AS access_token_seconds,
       max(value) FILTER (WHERE key = 'currency')                       AS currency,
       max(value) FILTER (WHERE key = 'free_shipping_from')::numeric    AS free_shipping_from,
       max(value) FILTER (WHERE key = 'refresh_token_seconds')::integer AS refresh_token_seconds,
       max(value) FILTER (WHERE key = 'registration_open')::boolean     AS registration_open,
       max(value) FILTER (WHERE key = 'shipping_cost')::numeric         AS shipping_cost,
       max(value) FILTER (WHERE key = 'tax_rate')::numeric              AS tax_rate,
       max(value) FILTER (WHERE key = 'time_zone')                      AS time_zone,
       max(value) FILTER (WHERE key = 'unpaid_order_seconds')::integer  AS unpaid_order_seconds,
       max(value) FILTER (WHERE key = 'session_seconds')::integer       AS session_seconds
FROM settings;
COMMENT ON COLUMN shop.session_seconds IS 'See settings.';

COMMIT;
