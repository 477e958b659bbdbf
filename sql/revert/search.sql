-- Revert orderd:search from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX customers_search, users_search;
ALTER TABLE customers DROP search_text;
ALTER TABLE users DROP search_text;
DROP TRIGGER product_text_keep ON products;
DROP FUNCTION product_text_keep();
DROP TABLE product_texts;
DROP FUNCTION search_patterns(text);
DROP FUNCTION search_text(text);
CREATE INDEX products_search ON products USING gin
    ((name || ' ' || sku || ' ' || description) gin_trgm_ops);
CREATE INDEX customers_search ON customers USING gin
    ((coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '')) gin_trgm_ops);
CREATE INDEX users_search ON users USING gin
    ((email || ' ' || coalesce(username, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))
     gin_trgm_ops);
COMMIT;
