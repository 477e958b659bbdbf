-- Verify orderd:spellings on pg
BEGIN;
SELECT sku_key FROM orderd.products WHERE false;
SELECT name_key FROM orderd.categories WHERE false;
SELECT name_key FROM orderd.departments WHERE false;
SELECT id FROM orderd.product_of_sku('');
SELECT 1 / (orderd.text_key(U&' Stra\00DFe\200B  1') = 'strasse 1')::int;
ROLLBACK;
