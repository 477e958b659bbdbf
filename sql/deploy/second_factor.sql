-- Deploy orderd:second_factor to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE totp (
    user_id      bigint PRIMARY KEY REFERENCES users,
    sealed       bytea NOT NULL CHECK (length(sealed) = 60),
    last_step    bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz
);
COMMENT ON TABLE totp IS 'Second factors: the secret that a user''s authenticator app has (RFC 6238).';
COMMENT ON COLUMN totp.user_id IS 'Whose.';
COMMENT ON COLUMN totp.sealed IS 'Nonce and secret, encrypted for this user with a key from the keys folder.';
COMMENT ON COLUMN totp.last_step IS 'Time step of the last code that was taken; no code of it or before is taken again.';
COMMENT ON COLUMN totp.created_at IS 'When the secret was given out.';
COMMENT ON COLUMN totp.confirmed_at IS 'When a first code switched it on; null: it was begun, and changes nothing.';

CREATE TABLE recovery_codes (
    user_id   bigint NOT NULL REFERENCES totp ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    used_at   timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS 'What signs in, once each, who has lost the authenticator.';
COMMENT ON COLUMN recovery_codes.user_id IS 'Whose.';
COMMENT ON COLUMN recovery_codes.code_hash IS 'BLAKE2b-256 of the code; the code itself is never stored.';
COMMENT ON COLUMN recovery_codes.used_at IS 'When it was taken; it is good no more.';

ALTER TABLE sessions ADD second_factor boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sessions.second_factor IS 'Whether a second factor was shown in it, and is still on.';

ALTER TABLE settings ADD CONSTRAINT settings_second_factor_known CHECK (
    key <> 'second_factor' OR value IN ('nobody', 'admin', 'manager'));
INSERT INTO settings (key, value, kind, description) VALUES
    ('second_factor', 'nobody', 'text', 'Role from which on a second factor is demanded: nobody, admin or manager.');

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
       max(value) FILTER (WHERE key = 'second_factor')                  AS second_factor
FROM settings;
COMMENT ON COLUMN shop.second_factor IS 'See settings.';

CREATE FUNCTION second_factor_demanded(asked role) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(asked >= (SELECT nullif(value, 'nobody')::role FROM settings WHERE key = 'second_factor'), false);
END $$;
COMMENT ON FUNCTION second_factor_demanded IS 'Whether the shop demands a second factor of a role.';

GRANT INSERT, DELETE, UPDATE (sealed, last_step, created_at, confirmed_at) ON totp TO orderd_app;
GRANT INSERT, UPDATE (used_at) ON recovery_codes TO orderd_app;
GRANT UPDATE (second_factor) ON sessions TO orderd_app;

COMMIT;
