-- A small shop to test on, and a way to say what must be refused. \ir by the tests, inside
-- their transaction.
SET LOCAL search_path = orderd, public;

INSERT INTO departments (id, name, approval_threshold, monthly_budget) OVERRIDING SYSTEM VALUE
VALUES (10, 'Operations', 500, 10000), (11, 'Research', NULL, NULL);

INSERT INTO customers (id, first_name, last_name, email) OVERRIDING SYSTEM VALUE
SELECT id, name, 'Example', lower(name) || '@example.com'
FROM (VALUES (101, 'Cara'), (102, 'Otto'), (103, 'Stan'), (104, 'Mona'), (105, 'Anna')) AS c (id, name);

INSERT INTO users (id, email, password_hash, role, department_id, customer_id) OVERRIDING SYSTEM VALUE
SELECT id, name || '@example.com', '$argon2id$v=19$' || name, role::role, department_id, id
FROM (VALUES (101, 'Cara', 'customer', NULL), (102, 'Otto', 'customer', NULL), (103, 'Stan', 'staff', 10),
             (104, 'Mona', 'manager', NULL), (105, 'Anna', 'admin', NULL)) AS u (id, name, role, department_id);

INSERT INTO categories (id, name) OVERRIDING SYSTEM VALUE VALUES (20, 'Tools');

INSERT INTO products (id, sku, name, price, category_id, on_hand, is_active)
VALUES (1, 'HAMMER', 'Hammer', 10.00, 20, 100, true), (2, 'SAW', 'Saw', 25.50, 20, 5, true),
       (3, 'RELIC', 'Relic', 1.00, NULL, 0, false), (4, 'CRANE', 'Crane', 600.00, NULL, 50, true);

-- Order 1: Cara's, pending, two hammers and one saw, reserved.
INSERT INTO orders (id, order_number, user_id, customer_id, subtotal, tax, shipping_cost, total, currency)
VALUES (1, 'ORD-20260101-00C0FFEE', 101, 101, 45.50, 3.64, 10.00, 59.14, 'USD');
INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
VALUES (1, 1, 'HAMMER', 'Hammer', 10.00, 2), (1, 2, 'SAW', 'Saw', 25.50, 1);
UPDATE products SET reserved = CASE id WHEN 1 THEN 2 ELSE 1 END WHERE id IN (1, 2);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- Another order with the columns given, else those of order 1, and one line of two hammers.
CREATE FUNCTION pg_temp.order_with(given jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders SELECT (jsonb_populate_record(o, '{"id": 2, "order_number": "ORD-20260101-00000002",
        "subtotal": 20.00, "tax": 1.60, "shipping_cost": 10.00, "total": 31.60}' || given)).*
    FROM orders o WHERE o.id = 1;
    INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
    VALUES (2, 1, 'HAMMER', 'Hammer', 10.00, 2);
END $$;

-- One test: `command`, or the commit after it, breaks the constraint of that name.
CREATE FUNCTION pg_temp.breaks(command text, wanted text, description text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    broken text;
    said text;
BEGIN
    BEGIN
        EXECUTE command;
        SET CONSTRAINTS ALL IMMEDIATE;
        RAISE EXCEPTION 'nothing was refused';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, said = MESSAGE_TEXT;
    END;
    RETURN NEXT is(coalesce(nullif(broken, ''), said), wanted, description);
END $$;

-- One test: `command` and the commit after it pass. What it did is undone.
CREATE FUNCTION pg_temp.holds(command text, description text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT pg_temp.breaks(command, 'nothing was refused', description);
$$;
