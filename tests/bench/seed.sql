-- What the bench orders, and who does: 1,000 products that never sell out, 32 customers with the
-- demonstration customer's password.
-- SPDX-License-Identifier: MIT
SET search_path = orderd;

INSERT INTO products (id, sku, name, price, on_hand)
SELECT 100000 + n, 'BENCH-' || n, 'Bench product ' || n, 9.99, 1000000000 FROM generate_series(1, 1000) n;

WITH customer AS (
    INSERT INTO customers (first_name, email)
    SELECT 'Bench', 'bench-' || n || '@example.com' FROM generate_series(0, 31) n
    RETURNING id, email
)
INSERT INTO users (email, password_hash, role, customer_id)
SELECT customer.email, demo.password_hash, 'customer', customer.id
FROM customer, users demo WHERE demo.email = 'customer@example.com';
