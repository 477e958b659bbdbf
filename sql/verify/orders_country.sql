-- Verify orderd:orders_country on pg
BEGIN;
SELECT 1 / count(*) FROM pg_class WHERE oid = 'orderd.orders_country'::regclass;
SELECT 1 / (has_function_privilege('orderd.country_spellings(text)', 'execute'))::int;
ROLLBACK;
