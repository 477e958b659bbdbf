-- Deploy orderd:spellings to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE FUNCTION text_key(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(given) = length(given) THEN lower(btrim(regexp_replace(given, '\s+', ' ', 'g')))
ELSE translate(replace(replace(lower(normalize(btrim(regexp_replace(regexp_replace(given,
    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]', '', 'g'),
    '[\s\u0085\u00A0\u2007\u202F]+', ' ', 'g')), NFC)), 'ß', 'ss'), 'ẞ', 'ss'), 'ς', 'σ') END;
COMMENT ON FUNCTION text_key IS
    'What is the same for all spellings of a name: case folded, composed, single blanks, without what nobody sees.';

-- Null: a name from before names were held to this, which an older row has in another spelling. Such
-- rows stay as they are, under what they are called; orderctl doctor names them.
ALTER TABLE products ADD sku_key text COLLATE "C";
COMMENT ON COLUMN products.sku_key IS 'text_key of its SKU; null: an older product''s, too.';
ALTER TABLE categories ADD name_key text COLLATE "C";
COMMENT ON COLUMN categories.name_key IS 'text_key of its name; null: an older category''s, too.';
ALTER TABLE departments ADD name_key text COLLATE "C";
COMMENT ON COLUMN departments.name_key IS 'text_key of its name; null: an older department''s, too.';

UPDATE products p SET sku_key = k.key
FROM (SELECT id, text_key(sku) AS key, row_number() OVER (PARTITION BY text_key(sku) ORDER BY id) FROM products) AS k (id, key, nth)
WHERE k.id = p.id AND k.nth = 1;
UPDATE categories c SET name_key = k.key
FROM (SELECT id, text_key(name) AS key, row_number() OVER (PARTITION BY text_key(name) ORDER BY id) FROM categories) AS k (id, key, nth)
WHERE k.id = c.id AND k.nth = 1;
UPDATE departments d SET name_key = k.key
FROM (SELECT id, text_key(name) AS key, row_number() OVER (PARTITION BY text_key(name) ORDER BY id) FROM departments) AS k (id, key, nth)
WHERE k.id = d.id AND k.nth = 1;

CREATE UNIQUE INDEX products_spelling_key ON products (sku_key);
CREATE UNIQUE INDEX categories_spelling_key ON categories (name_key);
CREATE UNIQUE INDEX departments_spelling_key ON departments (name_key);

CREATE FUNCTION sku_key_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    NEW.sku_key = text_key(NEW.sku);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION sku_key_keep IS 'The key of a SKU follows it.';
CREATE FUNCTION name_key_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    NEW.name_key = text_key(NEW.name);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION name_key_keep IS 'The key of a name follows it.';

CREATE TRIGGER sku_key_first BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION sku_key_keep();
CREATE TRIGGER sku_key_keep BEFORE UPDATE OF sku ON products
    FOR EACH ROW WHEN (NEW.sku <> OLD.sku) EXECUTE FUNCTION sku_key_keep();
CREATE TRIGGER name_key_first BEFORE INSERT ON categories FOR EACH ROW EXECUTE FUNCTION name_key_keep();
CREATE TRIGGER name_key_keep BEFORE UPDATE OF name ON categories
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION name_key_keep();
CREATE TRIGGER name_key_first BEFORE INSERT ON departments FOR EACH ROW EXECUTE FUNCTION name_key_keep();
CREATE TRIGGER name_key_keep BEFORE UPDATE OF name ON departments
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION name_key_keep();

-- One statement, so that a statement that joins it has it in its own plan.
CREATE FUNCTION product_of_sku(given text) RETURNS TABLE (id bigint)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT p.id FROM products p WHERE p.sku = given
    UNION ALL
    SELECT p.id FROM products p WHERE p.sku_key = text_key(given)
    LIMIT 1;
END;
COMMENT ON FUNCTION product_of_sku IS 'The product that is called so, or else is in another spelling.';

COMMIT;
