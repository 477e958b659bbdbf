-- Verify orderd:search on pg
BEGIN;
SELECT product_id, search_text FROM orderd.product_texts WHERE false;
SELECT search_text FROM orderd.customers WHERE false;
SELECT search_text FROM orderd.users WHERE false;
SELECT 'orderd.search_patterns(text)'::regprocedure;
SELECT 1 / has_table_privilege('orderd_app', 'orderd.product_texts', 'UPDATE')::int;
ROLLBACK;
