-- Deploy orderd:search to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Characters of scripts that write words without blanks between them stand as words of their own:
-- trigrams can't tell what is in the middle of a longer word of two characters.
CREATE FUNCTION search_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || btrim(regexp_replace(regexp_replace(lower(given),
    '([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g'), '\s{2,}|[\t\n\r]', ' ', 'g'));
COMMENT ON FUNCTION search_text IS
    'A text as it is searched: lower case, single blanks, one in front; ideographs, kana and hangul one by one.';

-- Word by word, so that the index alone finds nearly all and only what fits: the trigrams of "ing the"
-- stand in most English texts, though hardly in that order.
CREATE FUNCTION search_patterns(sought text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT array_agg('%' || CASE WHEN word ~ '[[:alnum:]]{3}' THEN '' ELSE ' ' END ||
                 regexp_replace(word, '([%_\\])', '\\\1', 'g') || '%' ORDER BY position)
FROM (SELECT btrim(search_text(given)) AS word, position
      FROM unnest(regexp_match(btrim(sought), '^(\S+)(?:\s+(\S+))?(?:\s+(.+))?$')) WITH ORDINALITY AS w (given, position)
      WHERE given IS NOT NULL) AS words
HAVING bool_or(word ~ '[[:alnum:]]'));
COMMENT ON FUNCTION search_patterns IS
    'For LIKE on a search_text, one for the first word, one for the second, one for the rest: three letters or digits in a row are found anywhere, fewer begin a word; without any it is null.';

-- Apart from the products: whoever reserves or reprices them has nothing to do with this index,
-- which costs more than all others together.
CREATE TABLE product_texts (
    product_id  bigint PRIMARY KEY REFERENCES products ON DELETE CASCADE,
    search_text text NOT NULL
);
COMMENT ON TABLE product_texts IS 'What products are searched by; a trigger keeps it.';
COMMENT ON COLUMN product_texts.product_id IS 'The product.';
COMMENT ON COLUMN product_texts.search_text IS 'Its name, SKU and description.';
GRANT INSERT, UPDATE ON product_texts TO orderd_app;

CREATE FUNCTION product_text_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.name, NEW.sku, NEW.description) <> (OLD.name, OLD.sku, OLD.description) THEN
        INSERT INTO product_texts (product_id, search_text)
        VALUES (NEW.id, search_text(NEW.name || ' ' || NEW.sku || ' ' || NEW.description))
        ON CONFLICT (product_id) DO UPDATE SET search_text = excluded.search_text;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION product_text_keep IS 'What a product is searched by follows it.';
CREATE TRIGGER product_text_keep AFTER INSERT OR UPDATE OF name, sku, description ON products
    FOR EACH ROW EXECUTE FUNCTION product_text_keep();

INSERT INTO product_texts (product_id, search_text)
SELECT id, search_text(name || ' ' || sku || ' ' || description) FROM products;
CREATE INDEX product_texts_search ON product_texts USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
DROP INDEX products_search;

ALTER TABLE customers ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, ''))) STORED;
COMMENT ON COLUMN customers.search_text IS 'What they are searched by: names and e-mail.';
DROP INDEX customers_search;
CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

ALTER TABLE users ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(email || ' ' || coalesce(username, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) STORED;
COMMENT ON COLUMN users.search_text IS 'What they are searched by: e-mail and names.';
DROP INDEX users_search;
CREATE INDEX users_search ON users USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

COMMIT;
