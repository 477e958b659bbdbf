-- Revert orderd:orders_country from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION country_spellings;
DROP INDEX orders_country;
COMMIT;
