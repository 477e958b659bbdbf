-- :orders orders of three years, by :customers (1,000) and for 20 departments, in the proportions of a
-- shop that runs: most are delivered and paid; :with_lines (0 or 1) gives each one. With triggers
-- and foreign keys off, which only a superuser may; \ir inside a transaction.
\if :{?customers}
\else
\set customers 1000
\endif
SET LOCAL search_path = orderd, public;
SET LOCAL session_replication_role = replica;

INSERT INTO departments (id, name) OVERRIDING SYSTEM VALUE SELECT 900000 + n, 'Load ' || n FROM generate_series(1, 20) n;
INSERT INTO customers (id, first_name, last_name, email) OVERRIDING SYSTEM VALUE
SELECT 900000 + n, 'Load', 'Customer' || n, 'load' || n || '@example.com' FROM generate_series(1, :customers) n;
INSERT INTO users (id, email, password_hash, customer_id) OVERRIDING SYSTEM VALUE
SELECT 900000 + n, 'load' || n || '@example.com', '$argon2id$v=19$', 900000 + n FROM generate_series(1, :customers) n;
INSERT INTO products (id, sku, name, price, on_hand) VALUES (900001, 'LOAD', 'Load', 1.00, 0);

INSERT INTO orders (id, order_number, status, payment_status, user_id, customer_id, customer, department_id, subtotal, tax,
                    shipping_cost, total, currency, shipping_address, created_at, updated_at)
SELECT 900000000 + n, format('ORD-%s-%s', to_char(o.at, 'YYYYMMDD'), upper(lpad(to_hex(n), 8, '0'))),
       CASE WHEN n % 100 < 85 THEN 'delivered' WHEN n % 100 < 95 THEN 'shipped' WHEN n % 1000 < 990 THEN 'cancelled'
            WHEN n % 1000 < 998 THEN 'pending' WHEN n % 10000 < 9999 THEN 'confirmed' ELSE 'rejected' END::order_status,
       CASE WHEN n % 100 < 95 THEN 'paid' WHEN n % 1000 < 999 THEN 'pending' ELSE 'failed' END::payment_status,
       o.who, o.who, jsonb_build_object('id', o.who, 'first_name', 'Load', 'last_name', 'Customer' || o.who - 900000),
       CASE WHEN n % 5 = 0 THEN 900001 + n % 20 END, o.cents / 100.0, 0, 0, o.cents / 100.0, 'USD',
       CASE WHEN n % 1000 = 500 THEN '{"city": "Lima", "country": "Peru"}' ELSE '"1 Road, Town"' END::jsonb, o.at, o.at
FROM generate_series(1, :orders) n,
     LATERAL (SELECT timestamptz '2023-01-01' + n * (interval '3 years' / :orders) AS at, 900001 + n % :customers AS who,
                     1000 + (n * 7919::bigint) % 100000 AS cents) o;
\if :with_lines
INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
SELECT 900000000 + n, 900001, 'LOAD', 'Load', (1000 + (n * 7919::bigint) % 100000) / 100.0, 1
FROM generate_series(1, :orders) n;
\endif

SET LOCAL session_replication_role = origin;
