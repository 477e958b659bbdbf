-- Verify orderd:setting_standards on pg
BEGIN;
SELECT standard FROM orderd.settings WHERE false;
ROLLBACK;
