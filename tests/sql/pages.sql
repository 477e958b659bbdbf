-- What a page passes over is found and not built: nothing is looked up for more rows than it shows.
BEGIN;
SELECT plan(14);
\set orders 20000
\set with_lines 1
\ir support/orders.sql
SET LOCAL session_replication_role = replica;
INSERT INTO shipments (order_id, tracking_number) SELECT id, 'P ' || id FROM orders WHERE id > 900000000;
INSERT INTO payments (order_id, provider, method, captures, status, currency, amount, authorized, captured, created_at)
SELECT id, 'sandbox', 'card', true, 'captured', currency, total, total, total, created_at FROM orders WHERE id > 900000000 ORDER BY id;
INSERT INTO payment_operations (payment_id, kind, amount, state, created_at, settled_at)
SELECT id, kind, amount, 'succeeded', created_at, created_at
FROM payments, unnest(ARRAY['authorize', 'capture']::operation_kind[]) kind ORDER BY id;
INSERT INTO returns (id, order_id, requested_by, created_at) SELECT id, id, user_id, created_at FROM orders WHERE id > 900000000 ORDER BY id;
INSERT INTO return_lines (return_id, order_line_id, quantity, restock)
SELECT order_id, id, 1, true FROM order_lines WHERE order_id > 900000000 ORDER BY order_id;
INSERT INTO users (email, password_hash, customer_id)
SELECT 'page' || n || '@example.com', '$argon2id$v=19$', -n FROM generate_series(1, 20000) n;
SET LOCAL session_replication_role = origin;
ANALYZE orders, order_lines, shipments, payments, payment_operations, returns, return_lines, users;
\ir support/statements.sql

-- As the workers plan: src/db/db.c, list_begin.
SET LOCAL random_page_cost = 1.1;
SET LOCAL jit = off;
SET LOCAL plan_cache_mode = force_custom_plan;
CREATE FUNCTION pg_temp.most_loops(wanted text, given jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE pg_temp.explained('ANALYZE, TIMING OFF, FORMAT JSON', wanted, given) INTO plan;
    RETURN (SELECT max(loops::integer) FROM jsonb_path_query(plan::jsonb, 'strict $.**."Actual Loops"') AS loops);
END $$;
SELECT cmp_ok(pg_temp.most_loops(list, '{"me_role": "admin", "me_id": 900002, "page_rows": 101, "page_offset": 9900}'), '<=', 101, list)
FROM unnest(ARRAY['orders_by_created', 'orders_by_created_desc', 'orders_by_total', 'orders_by_total_desc', 'orders_by_number',
                  'orders_by_number_desc', 'payments_by_created_desc', 'returns_by_created', 'returns_by_created_desc',
                  'accounts_by_id', 'accounts_by_id_desc', 'products_by_name', 'products_by_price_desc', 'customers_by_name']) AS list;

SELECT * FROM finish();
ROLLBACK;
