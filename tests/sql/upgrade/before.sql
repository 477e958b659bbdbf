-- A shop of the version before lines could carry money of their own (the migration webhooks is its
-- last), and what that version said of it. Then it is upgraded, and after.sql asks today's.
\set ON_ERROR_STOP on
BEGIN;
SET LOCAL search_path = orderd, public;

INSERT INTO customers (id, first_name, last_name, email) OVERRIDING SYSTEM VALUE VALUES (1, 'Cara', 'Example', 'cara@example.com');
INSERT INTO users (id, email, password_hash, role, customer_id) OVERRIDING SYSTEM VALUE VALUES (1, 'cara@example.com', '$argon2id$x', 'customer', 1);
INSERT INTO products (id, sku, name, price, on_hand) SELECT n, 'P' || n, 'Product ' || n, 1, 100 FROM generate_series(1, 10) n;
INSERT INTO customers (id, first_name, last_name, email) OVERRIDING SYSTEM VALUE
SELECT n, 'Number', n, format('%s@example.com', n) FROM generate_series(2, 5) n;
INSERT INTO users (id, email, password_hash, role, customer_id) OVERRIDING SYSTEM VALUE
VALUES (2, 'info@müller.example', '$argon2id$x', 'staff', 2), (3, 'info@xn--mller-kva.example', '$argon2id$x', 'staff', 3),
       (4, 'Road@XN--STRAE-OQA.example', '$argon2id$x', 'staff', 4), (5, 'none@xn--0.example', '$argon2id$x', 'staff', 5);
-- Twins of what came first, in other spellings.
INSERT INTO products (id, sku, name, price) VALUES (11, '85123A', 'Heart', 1), (12, '85123a', 'Heart', 1), (13, E'85123A\u00A0', 'Heart', 1);
INSERT INTO categories (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Toys'), (2, ' Toys '), (3, E'Cafe\u0301'), (4, 'CAFÉ');

-- 1: a piece came back. 2: imported, with a discount. 3: a piece was cancelled when the others had left.
-- 4: nothing is paid. 5: all was given back, as a kindness. 6: cancelled. 7: costs nothing. 8: another
-- currency. 9: all came back, and the shipping was given back by hand.
INSERT INTO orders (id, order_number, user_id, customer_id, status, payment_status, subtotal, discount, tax, shipping_cost, total,
                    currency, created_at)
SELECT id, format('ORD-20250601-%s', lpad(id::text, 8, '0')), 1, 1, status::order_status, payment_status::payment_status, subtotal,
       discount, tax, shipping, total, currency, timestamptz '2025-06-01 12:00Z' + id * interval '1 day'
FROM (VALUES (1, 'delivered', 'partially_refunded', 20.00,  0.00, 1.60, 10.00,  31.60, 'USD'),
             (2, 'shipped',   'paid',               99.99, 10.00, 7.20,  5.00, 102.19, 'USD'),
             (3, 'shipped',   'partially_refunded', 10.00,  0.00, 0.80, 10.00,  20.80, 'USD'),
             (4, 'confirmed', 'pending',            12.00,  0.00, 0.96, 10.00,  22.96, 'USD'),
             (5, 'confirmed', 'refunded',           20.00,  0.00, 1.60, 10.00,  31.60, 'USD'),
             (6, 'cancelled', 'refunded',            8.00,  0.00, 0.64, 10.00,  18.64, 'USD'),
             (7, 'pending',   'pending',             0.00,  0.00, 0.00,  0.00,   0.00, 'USD'),
             (8, 'delivered', 'paid',                5.00,  0.00, 0.95,  0.00,   5.95, 'EUR'),
             (9, 'returned',  'refunded',           20.00,  0.00, 1.60, 10.00,  31.60, 'USD'))
    AS o (id, status, payment_status, subtotal, discount, tax, shipping, total, currency);
INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity, shipped_quantity, cancelled_quantity,
                         returned_quantity)
SELECT o, p, 'P' || p, 'Product ' || p, price, quantity, shipped, cancelled, returned
FROM (VALUES (1,  1,  3.33, 3, 3, 0, 1), (1, 2, 10.01, 1, 1, 0, 0), (2, 3, 33.33, 3, 3, 0, 0), (3, 4, 2.50, 4, 3, 1, 0),
             (4,  5, 12.00, 1, 0, 0, 0), (5, 6, 20.00, 1, 0, 0, 0), (6, 7,  8.00, 1, 0, 1, 0), (7, 8, 0.00, 1, 0, 0, 0),
             (8,  9,  5.00, 1, 1, 0, 0), (9, 10, 10.00, 2, 2, 0, 2))
    AS l (o, p, price, quantity, shipped, cancelled, returned);

-- They were called something else when they ordered.
UPDATE orders SET customer = '{"id": 1, "first_name": "Cara", "last_name": "Brûlée", "email": "old@example.com"}' WHERE id = 4;

-- Paid as they cost.
INSERT INTO payments (id, order_id, provider, method, captures, status, currency, amount, authorized, captured, refunded)
SELECT o.id, o.id, 'simulated', 'tok_ok', true,
       (CASE WHEN back = 0 THEN 'captured' WHEN back < o.total THEN 'partially_refunded' ELSE 'refunded' END)::payment_state,
       o.currency, o.total, o.total, o.total, back
FROM orders o JOIN (VALUES (1, 3.60), (2, 0), (3, 2.70), (5, 31.60), (6, 18.64), (8, 0), (9, 31.60)) AS paid (id, back) USING (id);
INSERT INTO refunds (id, order_id, amount, price_fell, created_at)
SELECT id, o, amount, fell, timestamptz '2025-06-20 12:00Z'
FROM (VALUES (1, 1, 3.60, true), (2, 3, 2.70, true), (3, 5, 31.60, false), (4, 6, 18.64, false), (5, 9, 21.60, true), (6, 9, 10.00, false))
    AS r (id, o, amount, fell);
INSERT INTO payment_operations (payment_id, refund_id, kind, amount, state, settled_at)
SELECT id, NULL, 'authorize'::operation_kind, amount, 'succeeded'::operation_state, now() FROM payments
UNION ALL SELECT order_id, id, 'refund', amount, 'succeeded', now() FROM refunds;
INSERT INTO returns (id, order_id, status, refund_amount, requested_by, received_by, received_at)
VALUES (1, 1, 'received', 3.60, 1, 1, '2025-06-20 12:00Z'), (2, 9, 'received', 21.60, 1, 1, '2025-06-20 12:00Z');
INSERT INTO return_lines (return_id, order_line_id, quantity, restock)
SELECT r.id, l.id, l.returned_quantity, true FROM returns r JOIN order_lines l USING (order_id) WHERE l.returned_quantity > 0;

-- What that version said: the fields of orders, what one more piece of each line was worth, what was
-- left to pay, its report (which did not know of what went back, and added up currencies) and its top products.
CREATE TABLE public.said AS
SELECT 'order ' || id AS what, jsonb_build_object('subtotal', subtotal, 'discount', discount, 'tax', tax, 'shipping_cost', shipping_cost, 'total', total) AS figures
FROM orders
UNION ALL
SELECT 'piece of ' || l.product_sku,
       to_jsonb(goods_share(o.total, o.shipping_cost, o.subtotal, gone.worth + l.unit_price) - goods_share(o.total, o.shipping_cost, o.subtotal, gone.worth))
FROM order_lines l JOIN orders o ON o.id = l.order_id
CROSS JOIN LATERAL (SELECT sum(g.unit_price * (g.cancelled_quantity + g.returned_quantity)) AS worth FROM order_lines g WHERE g.order_id = o.id) gone
WHERE l.quantity > l.cancelled_quantity + l.returned_quantity
UNION ALL
SELECT 'due of ' || o.id, to_jsonb(o.total - goods_share(o.total, o.shipping_cost, o.subtotal, gone.worth)
           + coalesce((SELECT sum(amount) FROM refunds f WHERE f.order_id = o.id AND price_fell), 0) - coalesce(p.captured, 0))
FROM orders o LEFT JOIN payments p ON p.order_id = o.id
CROSS JOIN LATERAL (SELECT sum(g.unit_price * (g.cancelled_quantity + g.returned_quantity)) AS worth FROM order_lines g WHERE g.order_id = o.id) gone
WHERE o.status <> 'cancelled'
UNION ALL
SELECT 'report of ' || currency, jsonb_build_object('orders', count(*), 'gross', sum(subtotal), 'discount', sum(discount), 'tax', sum(tax),
                                                     'shipping_cost', sum(shipping_cost), 'revenue', sum(total))
FROM orders WHERE status IN (SELECT status FROM order_statuses WHERE sold) GROUP BY currency
UNION ALL
SELECT 'top ' || product_sku, jsonb_build_object('quantity', sum(quantity - cancelled_quantity), 'returned_quantity', sum(returned_quantity),
                                                 'gross', sum(unit_price * (quantity - cancelled_quantity)))
FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN order_statuses s USING (status)
WHERE s.sold AND quantity > cancelled_quantity GROUP BY product_sku;

COMMIT;
