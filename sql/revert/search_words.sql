-- Revert orderd:search_words from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX orders_number_end, orders_tracking, shipments_tracking, order_lines_product;
CREATE INDEX order_lines_product ON order_lines (product_id);
DROP FUNCTION tracking_key(text);
DROP TRIGGER former_names_keep ON customers;
DROP FUNCTION former_names_keep();

CREATE OR REPLACE FUNCTION search_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || btrim(regexp_replace(regexp_replace(lower(given),
    '([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g'), '\s{2,}|[\t\n\r]', ' ', 'g'));
CREATE OR REPLACE FUNCTION search_patterns(sought text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT array_agg('%' || CASE WHEN word ~ '[[:alnum:]]{3}' THEN '' ELSE ' ' END ||
                 regexp_replace(word, '([%_\\])', '\\\1', 'g') || '%' ORDER BY position)
FROM (SELECT btrim(search_text(given)) AS word, position
      FROM unnest(regexp_match(btrim(sought), '^(\S+)(?:\s+(\S+))?(?:\s+(.+))?$')) WITH ORDINALITY AS w (given, position)
      WHERE given IS NOT NULL) AS words
HAVING bool_or(word ~ '[[:alnum:]]'));
DROP FUNCTION search_fold(text);
UPDATE product_texts t SET search_text = search_text(p.name || ' ' || p.sku || ' ' || p.description)
FROM products p WHERE p.id = t.product_id;

ALTER TABLE customers DROP search_text, DROP former_names;
ALTER TABLE customers ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, ''))) STORED;
COMMENT ON COLUMN customers.search_text IS 'What they are searched by: names and e-mail.';
CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
ALTER TABLE users DROP search_text;
ALTER TABLE users ADD search_text text NOT NULL GENERATED ALWAYS AS (
    search_text(email || ' ' || coalesce(username, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) STORED;
COMMENT ON COLUMN users.search_text IS 'What they are searched by: e-mail and names.';
CREATE INDEX users_search ON users USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
COMMIT;
