-- No list of orders reads all of them: 100,000 here, a million in ./dev bench. No search reads all of
-- what it looks for, no import all of what it changes for a line.
BEGIN;
SELECT plan(86);
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

SELECT is(count(*)::int, 4, 'what a page of dear or cheap orders passes over is not read') FROM plans
WHERE filter = 'a manager' AND list IN ('orders_by_total', 'orders_by_total_desc') AND plan ~ 'Index Only Scan (Backward )?using orders_by_total';
SELECT cmp_ok((pg_temp.rows_read('orders_count', '{"me_id": 900002, "me_role": "manager", "country": "PE"}')).rows, '<', 1000,
              'orders to a country are found beside the others');

-- Half of the oldest tenth is one's who has not ordered since; 100 are each other's. What others
-- have ordered since is not read.
SET LOCAL session_replication_role = replica;
UPDATE orders SET user_id = 900013, customer_id = 900013 WHERE id <= 900010000 AND id % 2 = 0;
SET LOCAL session_replication_role = origin;
ANALYZE orders;
SELECT cmp_ok((pg_temp.rows_read(list, by || given || '{"page_rows": 21, "page_offset": 0}')).rows, '<', most,
              format('a page of %s: %s%s', who, list, nullif(given::text, '{}')))
FROM (VALUES ('who has 5,000 orders', '{"me_id": 900013, "me_customer_id": 900013, "me_role": "customer"}'::jsonb),
             ('staff who have them', '{"me_id": 900013, "me_customer_id": 900013, "me_role": "staff", "me_department_id": 900006}'),
             ('who has 100 orders', '{"me_id": 900020, "me_customer_id": 900020, "me_role": "customer"}')) AS asking (who, by),
     (VALUES ('orders_by_created', '{}'::jsonb, 200), ('orders_by_created_desc', '{}', 200),
             ('orders_by_created_desc', '{"after_key": "2023-02-01", "after_id": 1}', 200),
             ('orders_by_created_desc', '{"from": "2023-02-01", "to": "2023-02-08"}', 200), ('orders_count', '{}', 20000),
             ('orders_by_total', '{}', 3000), ('orders_by_total_desc', '{}', 3000)) AS lists (list, given, most);

-- A selection ends, and so does the look at what waits.
CREATE TEMP TABLE selections AS
SELECT jsonb_build_object('me_role', 'manager', 'sort', sort) AS given
FROM unnest(ARRAY['created_at', '-created_at', 'order_number', '-order_number', 'total', '-total']) AS sort;
SELECT pg_temp.answers('orders_selection', given, '{"count": 10000, "capped": true}', format('a selection is capped: %s', given)) FROM selections;
SELECT cmp_ok((pg_temp.rows_read('orders_selection', given || '{"status": "{delivered}"}')).rows, '<', 60000,
              format('all that match are not read to select the first of them: %s', given)) FROM selections;
SELECT cmp_ok((pg_temp.rows_read('home', '{"me_role": "admin", "me_id": 900002}')).rows, '<', 20000, 'what waits is found beside what does not');

INSERT INTO products (sku, name, price, description)
SELECT 'PLAN-' || n, 'Thing ' || n, 1, 'The ' || md5(n::text) || ' thing with the ' || md5(n || 'x') FROM generate_series(1, 10000) n;
INSERT INTO customers (first_name, last_name, email)
SELECT 'Given' || n, md5(n::text), md5(n || 'x') || '@example.com' FROM generate_series(1, 10000) n;
SET LOCAL session_replication_role = replica;
INSERT INTO users (email, password_hash, customer_id)
SELECT md5(n::text || 'u') || '@example.com', '$argon2id$v=19$', -n FROM generate_series(1, 10000) n;
SET LOCAL session_replication_role = origin;
ANALYZE products, product_texts, customers, users;
CREATE TEMP TABLE searches AS
SELECT list, search, pg_temp.plan_of(list, jsonb_build_object('search', search, 'me_role', 'admin', 'page_rows', 21, 'page_offset', 0)) AS plan
FROM unnest(ARRAY['z', 'zq', '9q', 'ž', '転', '転自', 'zq-', '-zq', 'nobody', 'the zq', 'z q x', '____', '%%', '--']) AS search,
     unnest(ARRAY['products_count', 'products_by_name', 'products_by_name_desc', 'products_by_price', 'products_by_price_desc',
                  'products_by_created', 'products_by_created_desc', 'export_inventory', 'customers_count', 'customers_by_id',
                  'customers_by_id_desc', 'accounts_count', 'accounts_by_id', 'accounts_by_id_desc',
                  'orders_count', 'orders_by_created', 'orders_by_total_desc']) AS list;
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE plan ~ 'Seq Scan on (products|product_texts|customers|users|orders)'$$, 'no search reads all of a table');
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE search ~ '[[:alnum:]]' AND plan !~ 'Bitmap Index Scan on (product_texts|customers|users)_search'$$,
                'the index of trigrams finds what is rare');
SELECT is_empty($$SELECT list, search, plan FROM searches
                  WHERE search !~ '[[:alnum:]]' AND list !~ 'orders' AND plan !~ 'One-Time Filter: false'$$,
                'nothing is looked for that it could not find');

-- By all that names an order: its number's end, a carrier's number, a SKU, which hot products have in
-- many lines.
INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
SELECT 900000000 + n, 900001, 'LOAD', 'Load', 1, 1 FROM generate_series(1, 100000) n;
UPDATE orders SET tracking_number = '1Z ' || id WHERE id % 2 = 0;
INSERT INTO shipments (order_id, tracking_number) SELECT 900000000 + n, 'P ' || n FROM generate_series(1, 50000) n;
ANALYZE orders, order_lines, shipments;
SELECT cmp_ok((pg_temp.rows_read(list, jsonb_build_object('search', search, 'me_role', who, 'me_id', 900013, 'me_customer_id', 900013,
                                                         'page_rows', 21, 'page_offset', 0))).rows, '<', most,
              format('%s of %s: %s', search, who, list))
FROM (VALUES ('0000ABCD', 'manager', 100), ('abcd', 'manager', 500), ('1z-900000002', 'manager', 100), ('p77', 'manager', 100),
             ('load', 'manager', 60000), ('Nothing of all this', 'manager', 100), ('00AB', 'customer', 500), ('LOAD', 'staff', 60000), ('ORD-2023', 'manager', 25000), ('ord-', 'manager', 25000), ('ORD-2023', 'customer', 12000))
         AS asked (search, who, most),
     unnest(ARRAY['orders_count', 'orders_by_created_desc', 'orders_by_total']) AS list;

-- Imports are judged by what others left of import_rows: it is vacuumed while it is empty to them.
INSERT INTO import_rows (line, fields) SELECT n, jsonb_build_object('filler', repeat(md5(n::text), 20)) FROM generate_series(1, 1000) n;
DELETE FROM import_rows;
ANALYZE import_rows;
INSERT INTO import_rows (line, fields)
SELECT n, jsonb_build_object('sku', 'PLAN-' || n, 'name', 'Thing', 'price', 2, 'email', md5(n || 'x') || '@example.com',
                             'first_name', 'Given', 'reference', 'R' || n, 'customer_email', md5(n || 'x') || '@example.com',
                             'quantity', 2, 'created_at', '2025-01-01', 'shipping_address', 'x', 'status', 'delivered',
                             'payment_status', 'refunded', 'returned_quantity', 1, 'tracking_number', 'T' || n)
FROM generate_series(1, 300) n;
SELECT is((SELECT reltuples::int FROM pg_class WHERE oid = 'import_rows'::regclass), 0, 'nothing is known of the lines');
SELECT cmp_ok(cost.rows + cost.pairs, '<', 300 * 100, format('a line costs a few rows, and is held against no other: %s', statement))
FROM (VALUES ('import_customers_faults', '{}'::jsonb), ('import_customers_journal', '{"kind": "customers"}'),
             ('import_products_faults', '{}'), ('import_products_journal', '{"kind": "products"}'),
             ('import_orders_faults', '{"user": "load1@example.com"}'),
             ('import_orders_merge', '{"user": "load1@example.com"}'), ('import_orders_take', '{}')) AS t (statement, given),
     pg_temp.rows_read(statement, given) AS cost;

-- Nor does a line read all lines that came with it: 30,000 of as many orders would be read 900,000,000
-- times, for minutes.
SET LOCAL statement_timeout = '30s';
SELECT lives_ok($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                  SELECT o.id, p.id, p.sku, p.name, o.subtotal - 1, 1
                  FROM (SELECT id, subtotal FROM orders WHERE id > 900000000 ORDER BY id LIMIT 30000) o, products p WHERE p.sku = 'PLAN-1'$$,
                'lines of many orders are added at once');
SET LOCAL statement_timeout = 0;

-- A webhook's due deliveries are found beside 100,000 that are not, and so are its new ones beside
-- 100,000 that are done.
INSERT INTO webhooks (id, user_id, url, events, sealed, cursor)
SELECT n, (SELECT min(id) FROM users), 'https://a.example/', '{*}', '', 900200000 FROM generate_series(900001, 900002) n;
INSERT INTO webhook_deliveries (id, webhook_id, number, order_id, event, message_id, due_at, state, settled_at)
SELECT 900000000 + n, 900001 + n % 2, 900000000 + n, n / 2, 'order.updated', n::text, CASE WHEN n % 2 = 0 THEN now() + interval '1 day' END,
       CASE n % 2 WHEN 0 THEN 'waiting' ELSE 'done' END::delivery_state, CASE n % 2 WHEN 1 THEN now() END
FROM generate_series(1, 200000) n;
ANALYZE webhooks, webhook_deliveries, webhook_claims, webhook_bodies;
\set claim '{"claim_token": "00000000-0000-4000-8000-000000000000", "full_ids": "{}", "most": 64, "calls": 1000, "lease_seconds": 35}'
SELECT pg_temp.buffers('webhook_claim', :'claim'); -- which learns of the tables
SELECT cmp_ok(pg_temp.buffers('webhook_claim', :'claim'), '<', 50, 'where nothing is due, next to nothing is read');
INSERT INTO webhook_deliveries (id, webhook_id, number, event, message_id, due_at)
VALUES (900300000, 900001, 900300000, 'user.locked', 'due', now()), (900300001, 900002, 900300000, 'user.locked', 'new', NULL);
SELECT pg_temp.buffers('webhook_claim', :'claim');
SELECT results_eq('SELECT id FROM webhook_deliveries WHERE token IS NOT NULL ORDER BY id', 'VALUES (900300000::bigint), (900300001)',
                  'what is due is claimed, and what is new');

SELECT * FROM finish();
ROLLBACK;
