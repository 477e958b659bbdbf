-- Deploy orderd:setting_standards to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE settings ADD standard text;
COMMENT ON COLUMN settings.standard IS 'What it is in a new shop; null: off.';

-- What a setting is made with, so that no migration that adds one has to say it twice.
CREATE FUNCTION setting_standard() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    NEW.standard := coalesce(NEW.standard, NEW.value);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION setting_standard IS 'The value that a setting is made with is its standard.';
CREATE TRIGGER setting_standard BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION setting_standard();

-- Of those that were there before, which the shop may have changed.
UPDATE settings SET standard = made.value
FROM (VALUES ('access_token_seconds', '3600'), ('confirm_email', 'false'), ('currency', 'USD'), ('free_shipping_from', '100.00'),
             ('language', 'en'), ('outbox_seconds', '2592000'), ('refresh_token_seconds', '604800'), ('registration_open', 'true'),
             ('second_factor', 'nobody'), ('session_seconds', '2592000'), ('shipping_cost', '10.00'), ('tax_rate', '0.08'),
             ('time_zone', 'UTC')) AS made (key, value)
WHERE settings.key = made.key;

COMMIT;
