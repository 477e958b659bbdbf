-- What is unused costs nothing: while nobody has tax rates, codes or shipping rates, what placing reads
-- touches no page more than before there were any.
BEGIN;
SELECT plan(6);
\ir support/shop.sql
\ir support/statements.sql
SET LOCAL random_page_cost = 1.1;
SET LOCAL jit = off;
SET LOCAL plan_cache_mode = force_generic_plan; -- as workers run what they run often
INSERT INTO products (id, sku, name, price, on_hand) SELECT 1000 + n, 'UNUSED-' || n, 'Thing', 1, 100 FROM generate_series(1, 40) n;
ANALYZE products, customers, users, departments, settings;

-- What other tests have taken back lies in their pages.
TRUNCATE tax_rates, discount_codes, shipping_rates CASCADE;

CREATE FUNCTION pg_temp.items(lines integer) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('items', jsonb_agg(jsonb_build_object('product_id', 1000 + n, 'quantity', 1))::text,
                              'shipping_address', '{"street": "1 Road", "country": "USA"}')
    FROM generate_series(1, lines) n;
$$;
\set cara '{"me_id": 101, "me_role": "customer", "me_customer_id": 101, "shipping_address": "{\\"country\\": \\"USA\\"}"}'
-- Which learns of the tables.
SELECT pg_temp.buffers('order_items', pg_temp.items(n)) FROM generate_series(1, 2) n;
SELECT pg_temp.buffers('order_context', :'cara');

SELECT is((SELECT count(*) FROM (SELECT FROM tax_rates UNION ALL SELECT FROM discount_codes UNION ALL SELECT FROM shipping_rates) t), 0::bigint,
          'nothing of it is used');
-- Measured of the statements as they were before lines could carry money of their own (the parent of
-- "db: lines may carry their own discount and tax"): one page, and of each line what finding a product by
-- its key touches, two pages in a small catalogue; 5 of context.
CREATE FUNCTION pg_temp.of_a_product() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_bitmapscan = off;
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT * FROM products WHERE id = 1001' INTO plan;
    RETURN (plan #>> '{0,Plan,Shared Hit Blocks}')::integer + (plan #>> '{0,Plan,Shared Read Blocks}')::integer;
END $$;
SELECT pg_temp.of_a_product(); -- and marks what other tests have taken back
SELECT pg_temp.of_a_product() AS k \gset
SET LOCAL enable_seqscan = on;
SET LOCAL enable_bitmapscan = on;
SELECT is(pg_temp.buffers('order_items', pg_temp.items(1)), 1 + :k, 'the items of an order of one line');
SELECT is(pg_temp.buffers('order_items', pg_temp.items(11)), 1 + 11 * :k, 'a product a line');
SELECT is(pg_temp.buffers('order_items', pg_temp.items(31)), 1 + 31 * :k, 'however many there are');
SELECT cmp_ok(pg_temp.buffers('order_context', :'cara'), '<=', 5 + 4, 'the context of an order');

INSERT INTO tax_rates (country, class, name, rate, valid_from) VALUES ('US', 'standard', 'Tax', 0.08, '2020-01-01');
SELECT cmp_ok(pg_temp.buffers('order_items', pg_temp.items(1)), '>', 1 + :k, 'what is used is read');

SELECT * FROM finish();
ROLLBACK;
