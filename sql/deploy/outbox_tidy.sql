-- Deploy orderd:outbox_tidy to pg

BEGIN;
SET LOCAL search_path = orderd;

INSERT INTO settings (key, value, kind, description) VALUES
    ('outbox_seconds', '2592000', 'seconds', 'Age at which what nobody delivers leaves the outbox.');

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
       max(value) FILTER (WHERE key = 'session_seconds')::integer       AS session_seconds,
       max(value) FILTER (WHERE key = 'second_factor')                  AS second_factor,
       max(value) FILTER (WHERE key = 'outbox_seconds')::integer        AS outbox_seconds
FROM settings;
COMMENT ON COLUMN shop.outbox_seconds IS 'See settings.';

CREATE TABLE outbox_readers (
    name  text PRIMARY KEY CHECK (length(name) > 0),
    since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outbox_readers IS
    'Who delivers what is in the outbox. While there is anybody, they alone know what is settled, and nobody else takes a row away.';
COMMENT ON COLUMN outbox_readers.name IS 'What they are called.';
COMMENT ON COLUMN outbox_readers.since IS 'When they came.';

GRANT DELETE ON outbox TO orderd_app;
COMMENT ON TABLE outbox IS
    'What happened and the world should hear, written with the work itself; never changed, and gone when it is old and settled.';

COMMIT;
