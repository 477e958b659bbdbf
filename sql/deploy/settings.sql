-- Deploy orderd:settings to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE settings (
    key         text PRIMARY KEY,
    value       text,
    kind        text NOT NULL CHECK (kind IN ('money', 'rate', 'seconds', 'text', 'bool')),
    description text NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT settings_value_fits_kind CHECK (
        value IS NULL OR CASE kind
            WHEN 'money'   THEN value ~ '^\d{1,10}(\.\d{1,2})?$'
            WHEN 'rate'    THEN value ~ '^[0-9](\.\d{1,6})?$'
            WHEN 'seconds' THEN value ~ '^[1-9]\d{0,8}$'
            WHEN 'bool'    THEN value IN ('true', 'false')
            ELSE length(value) BETWEEN 1 AND 100
        END),
    CONSTRAINT settings_value_is_there CHECK (value IS NOT NULL OR key = 'free_shipping_from'),
    CONSTRAINT settings_currency_form CHECK (key <> 'currency' OR value ~ '^[A-Z]{3}$'),
    CONSTRAINT settings_time_zone_known CHECK (
        key <> 'time_zone' OR timestamptz '2000-01-01 00:00+00' AT TIME ZONE value IS NOT NULL)
);
COMMENT ON TABLE settings IS 'Shop settings: what an admin may change without a restart.';
COMMENT ON COLUMN settings.key IS 'Name; also the column of the view shop.';
COMMENT ON COLUMN settings.value IS 'Value as text; null switches the feature off.';
COMMENT ON COLUMN settings.kind IS 'What the value must look like.';
COMMENT ON COLUMN settings.description IS 'One line for the person who changes it.';
COMMENT ON COLUMN settings.updated_at IS 'Last change.';

INSERT INTO settings (key, value, kind, description) VALUES
    ('access_token_seconds',  '3600',   'seconds', 'Lifetime of an access token.'),
    ('currency',              'USD',    'text',    'ISO 4217 code of the one currency, two decimals.'),
    ('free_shipping_from',    '100.00', 'money',   'Subtotal from which shipping is free; null: never.'),
    ('refresh_token_seconds', '604800', 'seconds', 'Lifetime of a refresh token.'),
    ('registration_open',     'true',   'bool',    'Whether people may register themselves.'),
    ('shipping_cost',         '10.00',  'money',   'Shipping of an order below the free limit.'),
    ('tax_rate',              '0.08',   'rate',    'Tax as a share of the subtotal.'),
    ('time_zone',             'UTC',    'text',    'Zone of order dates, budget months and report days.');

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
COMMENT ON COLUMN shop.access_token_seconds IS 'See settings.';
COMMENT ON COLUMN shop.currency IS 'See settings.';
COMMENT ON COLUMN shop.free_shipping_from IS 'See settings.';
COMMENT ON COLUMN shop.refresh_token_seconds IS 'See settings.';
COMMENT ON COLUMN shop.registration_open IS 'See settings.';
COMMENT ON COLUMN shop.shipping_cost IS 'See settings.';
COMMENT ON COLUMN shop.tax_rate IS 'See settings.';
COMMENT ON COLUMN shop.time_zone IS 'See settings.';

GRANT UPDATE (value, updated_at) ON settings TO orderd_app;

COMMIT;
