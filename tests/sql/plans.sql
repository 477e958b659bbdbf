-- No list of orders reads all of them: 100,000 here, a million in ./dev bench. No search reads all of
-- what it looks for.
BEGIN;
SELECT plan(6);
\set orders 100000
\set with_lines 0
\ir support/orders.sql
ANALYZE orders;
ANALYZE customers;
\ir support/statements.sql
\ir support/plans.sql

SELECT cmp_ok(count(*)::int, '>', 500, 'every list with every filter is asked') FROM plans;
SELECT is_empty($$SELECT list, filter, plan FROM plans WHERE plan ~ 'Seq Scan on orders'$$, 'none reads all orders');
SELECT is_empty($$SELECT list, filter, plan FROM plans
                  WHERE plan !~ '(Index|Index Only|Bitmap Heap) Scan (Backward )?(using \w+ )?on orders'$$,
                'all find them by an index');

INSERT INTO products (sku, name, price, description)
SELECT 'PLAN-' || n, 'Thing ' || n, 1, 'The ' || md5(n::text) || ' thing with the ' || md5(n || 'x') FROM generate_series(1, 10000) n;
INSERT INTO customers (first_name, last_name, email)
SELECT 'Given' || n, md5(n::text), md5(n || 'x') || '@example.com' FROM generate_series(1, 10000) n;
ANALYZE products, product_texts, customers;
CREATE TEMP TABLE searches AS
SELECT list, search, pg_temp.plan_of(list, jsonb_build_object('search', search, 'me_role', 'admin', 'page_rows', 21, 'page_offset', 0)) AS plan
FROM unnest(ARRAY['z', 'zq', '9q', 'é', '転', '転自', 'zq-', '-zq', 'nobody', 'the zq', 'z q x', '____', '%%', '--']) AS search,
     unnest(ARRAY['products_count', 'products_by_name', 'products_by_name_desc', 'products_by_price', 'products_by_price_desc',
                  'products_by_created', 'products_by_created_desc', 'export_inventory', 'customers_count', 'customers_by_id',
                  'customers_by_id_desc', 'orders_count', 'orders_by_created', 'orders_by_total_desc']) AS list;
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE plan ~ 'Seq Scan on (products|product_texts|customers|orders)'$$, 'no search reads all of a table');
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE search ~ '[[:alnum:]]' AND plan !~ 'Bitmap Index Scan on (product_texts|customers)_search'$$,
                'the index of trigrams finds what is rare');
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE search !~ '[[:alnum:]]' AND list !~ 'orders' AND plan !~ 'One-Time Filter: false'$$,
                'nothing is looked for that it could not find');

SELECT * FROM finish();
ROLLBACK;
