-- Deploy orderd:search_words to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Unicode's own table of which letters are letters with marks is in normalize(); what it has as
-- letters of their own, here. No dictionary of unaccent, whose file may change under an index.
CREATE FUNCTION search_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(given) = length(given) THEN lower(given)
ELSE translate(replace(replace(replace(replace(lower(normalize(regexp_replace(normalize(given, NFKD),
    '[\u00AD\u0300-\u036F\u0591-\u05BD\u061C\u064B-\u065F\u0670\u115F\u1160\u17B4\u17B5\u180B-\u180F\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u206F\u20D0-\u20FF\u3164\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF\uFFA0]', '', 'g'),
    NFKC)), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ςđðħıłŋøŧ’‘ʼ‐‑‒–—', 'σddhilnot''''''-----') END;
COMMENT ON FUNCTION search_fold IS 'Letters as they are searched for: without case, accents, forms and what nobody sees.';

CREATE OR REPLACE FUNCTION search_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || btrim(regexp_replace(regexp_replace(search_fold(given),
    '([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g'), '\s{2,}|[\t\n\r]', ' ', 'g'));
COMMENT ON FUNCTION search_text IS
    'A text as it is searched: folded, single blanks, one in front; ideographs, kana and hangul one by one.';

CREATE OR REPLACE FUNCTION search_patterns(sought text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT array_agg('%' || CASE WHEN word ~ '[[:alnum:]]{3}' THEN '' ELSE ' ' END ||
                 regexp_replace(word, '([%_\\])', '\\\1', 'g') || '%' ORDER BY position)
FROM (SELECT btrim(search_text(given)) AS word, position
      FROM unnest(regexp_match(btrim(search_fold(sought)), '^(\S+)(?:\s+(\S+))?(?:\s+(.+))?$')) WITH ORDINALITY AS w (given, position)
      WHERE given IS NOT NULL) AS words
HAVING bool_or(word ~ '[[:alnum:]]'));

UPDATE product_texts t SET search_text = search_text(p.name || ' ' || p.sku || ' ' || p.description)
FROM products p WHERE p.id = t.product_id AND octet_length(t.search_text) <> length(t.search_text);

-- Orders show for good what somebody was called, so that is what their buyers are looked for by.
ALTER TABLE customers ADD former_names text;
COMMENT ON COLUMN customers.former_names IS 'Names and addresses they had before, the latest last; empty: forgotten.';
UPDATE customers c SET former_names = f.names
FROM (SELECT o.customer_id, right(string_agg(DISTINCT concat_ws(' ', o.customer ->> 'first_name', o.customer ->> 'last_name',
                                                                o.customer ->> 'email'), ' '), 1000) AS names
      FROM orders o JOIN customers c ON c.id = o.customer_id
      WHERE o.customer ?| '{first_name,last_name,email}'
        AND (o.customer ->> 'first_name', o.customer ->> 'last_name', o.customer ->> 'email')
            IS DISTINCT FROM (c.first_name, c.last_name, c.email)
      GROUP BY o.customer_id) f
WHERE f.customer_id = c.id;

CREATE FUNCTION former_names_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    NEW.former_names = right(concat_ws(' ', nullif(OLD.former_names, ''), OLD.first_name, OLD.last_name, OLD.email), 1000);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION former_names_keep IS 'Who is called something else is found by what they were called, too.';
CREATE TRIGGER former_names_keep BEFORE UPDATE OF first_name, last_name, email ON customers
    FOR EACH ROW WHEN ((NEW.first_name, NEW.last_name, NEW.email) IS DISTINCT FROM (OLD.first_name, OLD.last_name, OLD.email)
                       AND NEW.former_names IS NOT DISTINCT FROM OLD.former_names)
    EXECUTE FUNCTION former_names_keep();

ALTER TABLE customers DROP search_text;
ALTER TABLE customers ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')
                || ' ' || regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g') || ' ' || coalesce(former_names, ''))) STORED;
COMMENT ON COLUMN customers.search_text IS 'What they are searched by: names, e-mail and phone, and what they were called before.';
CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

ALTER TABLE users DROP search_text;
ALTER TABLE users ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(email || ' ' || coalesce(username, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) STORED;
COMMENT ON COLUMN users.search_text IS 'What they are searched by: e-mail and names.';
CREATE INDEX users_search ON users USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

-- Numbers by their end; carriers' numbers, which no order has when it is placed; an order by its
-- lines, the newest first.
CREATE INDEX orders_number_end ON orders (right(order_number, 4));
CREATE FUNCTION tracking_key(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(regexp_replace(given, '[^[:alnum:]]', '', 'g'));
COMMENT ON FUNCTION tracking_key IS 'A carrier''s number without case and what stands between its letters and digits.';
CREATE INDEX orders_tracking ON orders (tracking_key(tracking_number)) WHERE tracking_number IS NOT NULL;
CREATE INDEX shipments_tracking ON shipments (tracking_key(tracking_number)) WHERE tracking_number IS NOT NULL;
DROP INDEX order_lines_product;
CREATE INDEX order_lines_product ON order_lines (product_id, order_id);

COMMIT;
