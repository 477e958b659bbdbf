-- Revert orderd:spellings from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION product_of_sku(text);
DROP TRIGGER sku_key_first ON products;
DROP TRIGGER sku_key_keep ON products;
DROP TRIGGER name_key_first ON categories;
DROP TRIGGER name_key_keep ON categories;
DROP TRIGGER name_key_first ON departments;
DROP TRIGGER name_key_keep ON departments;
DROP FUNCTION sku_key_keep();
DROP FUNCTION name_key_keep();
ALTER TABLE products DROP sku_key;
ALTER TABLE categories DROP name_key;
ALTER TABLE departments DROP name_key;
DROP FUNCTION text_key(text);
COMMIT;
