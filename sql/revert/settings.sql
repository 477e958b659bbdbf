-- Revert orderd:settings from pg
BEGIN;
DROP VIEW orderd.shop;
DROP TABLE orderd.settings;
COMMIT;
