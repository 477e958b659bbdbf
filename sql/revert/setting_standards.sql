-- Revert orderd:setting_standards from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP TRIGGER setting_standard ON settings;
DROP FUNCTION setting_standard();
ALTER TABLE settings DROP standard;
COMMIT;
