-- What the database does not let any code get around.
BEGIN;
SELECT plan(176);
\ir support/shop.sql

-- Stock.
SELECT pg_temp.breaks('UPDATE products SET reserved = on_hand + 1 WHERE id = 2', 'products_reserved_within_on_hand',
                      'no more is reserved than there is');
SELECT pg_temp.holds('UPDATE products SET reserved = on_hand WHERE id = 2', 'all there is can be reserved');
SELECT pg_temp.breaks('UPDATE products SET on_hand = reserved - 1 WHERE id = 2', 'products_reserved_within_on_hand',
                      'what is reserved stays on hand');
SELECT pg_temp.breaks('UPDATE products SET reserved = -1 WHERE id = 2', 'products_reserved_within_on_hand',
                      'nothing less than nothing is reserved');
SELECT pg_temp.breaks('UPDATE products SET on_hand = -1, reserved = -1 WHERE id = 2',
                      'products_reserved_within_on_hand',
                      'nothing less than nothing is on hand');
SELECT pg_temp.breaks('UPDATE products SET price = -0.01 WHERE id = 1', 'amount_check',
                      'a price is not negative');
SELECT pg_temp.breaks($$UPDATE products SET sku = 'SAW' WHERE id = 1$$, 'products_sku_key', 'a SKU is one product''s');
SELECT pg_temp.breaks($$INSERT INTO categories (name) VALUES ('TOOLS')$$, 'categories_name_key',
                      'category names differ by more than case');
SELECT pg_temp.breaks(format('INSERT INTO categories (name) VALUES (%L)', name), 'categories_spelling_key', 'and by more than spelling: ' || name)
FROM unnest(ARRAY[' Tools', E'To\u200bols', E'Tools\u00A0']) AS name;
SELECT pg_temp.breaks($$UPDATE products SET sku = 'saw ' WHERE id = 1$$, 'products_spelling_key', 'so do SKUs');

-- The ledger of stock: only an adjustment takes away, and nothing moves by nothing.
SELECT pg_temp.breaks(format('INSERT INTO stock_movements (product_id, kind, quantity) VALUES (1, %L, %s)', kind, quantity),
                      wanted, format('a movement %s of %s: %s', kind, quantity, wanted))
FROM unnest(enum_range(NULL::movement_kind)) AS kind, unnest(ARRAY[-1, 0, 1]) AS quantity,
     LATERAL (SELECT CASE WHEN quantity > 0 OR (kind = 'adjustment' AND quantity < 0)
                          THEN 'nothing was refused' ELSE 'stock_movements_quantity' END AS wanted) AS rule;

-- Shipping rates. 0 to 5 kg holds 0 and 5; the next begins above 5.
INSERT INTO shipping_rates (name, min_weight_kg, max_weight_kg, price) VALUES ('Light', 0, 5, 4);
SELECT pg_temp.breaks(format($$INSERT INTO shipping_rates (name, min_weight_kg, max_weight_kg, price) VALUES ('x', %s, 1)$$, weights),
                      wanted, format('a rate of %s: %s', weights, wanted))
FROM (VALUES ('0, 1', 'shipping_rates_apart'), ('4.999, 6', 'shipping_rates_apart'), ('0, NULL', 'shipping_rates_apart'),
             ('5, 6', 'nothing was refused'), ('5, NULL', 'nothing was refused'), ('6, 6', 'shipping_rates_check'),
             ('-1, 0', 'shipping_rates_min_weight_kg_check')) AS r (weights, wanted);

-- The money of an order.
SELECT pg_temp.holds($$SELECT pg_temp.order_with('{}')$$, 'an order that adds up');
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"total": 31.61}')$$, 'orders_total_adds_up',
                      'total = subtotal + tax + shipping - discount');
SELECT pg_temp.holds($$SELECT pg_temp.order_with('{"discount": 1.60, "total": 30.00}')$$,
                     'a discount comes off the total');
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"discount": 40.00, "total": -8.40}')$$, 'orders_amounts',
                      'a total is not negative');
SELECT pg_temp.breaks(format('SELECT pg_temp.order_with(%L)', jsonb_build_object(name, -1)),
                      'orders_amounts', name || ' is not negative')
FROM unnest(ARRAY['subtotal', 'tax', 'shipping_cost', 'shipping_tax', 'discount']) AS name;
SELECT pg_temp.holds($$SELECT pg_temp.order_with('{"tax_included": true, "total": 30.00}')$$,
                     'tax that is in the prices is not added');
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"tax_included": true}')$$, 'orders_total_adds_up', 'nor may it be');
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"currency": "usd"}')$$, 'currency_code_form',
                      'a currency is AAA');

-- Lines sum to the subtotal, when the transaction ends.
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"subtotal": 20.01, "total": 31.61}')$$, 'orders_lines_add_up',
                      'the subtotal is the sum of the lines');
SELECT pg_temp.breaks($$
    INSERT INTO orders (id, order_number, user_id, subtotal, tax, shipping_cost, total, currency)
    VALUES (2, 'ORD-20260101-00000002', 101, 0, 0, 0, 0, 'USD')$$, 'orders_lines_add_up', 'an order without lines is none');
SELECT pg_temp.breaks('UPDATE orders SET subtotal = subtotal + 1, total = total + 1 WHERE id = 1',
                      'orders_lines_add_up',
                      'a subtotal does not change alone');
SELECT pg_temp.breaks('UPDATE order_lines SET quantity = 3 WHERE order_id = 1 AND product_id = 1',
                      'orders_lines_add_up',
                      'a quantity does not change alone');
SELECT pg_temp.breaks('UPDATE order_lines SET unit_price = 9 WHERE order_id = 1 AND product_id = 1',
                      'orders_lines_add_up',
                      'a unit price does not change alone');
SELECT pg_temp.breaks('DELETE FROM order_lines WHERE order_id = 1 AND product_id = 2', 'orders_lines_add_up',
                      'a line does not vanish');
SELECT pg_temp.holds($$
    UPDATE order_lines SET quantity = 3 WHERE order_id = 1 AND product_id = 1;
    UPDATE orders SET subtotal = subtotal + 10, total = total + 10 WHERE id = 1$$, 'both together may change, in any order');
SELECT results_eq('SELECT subtotal FROM order_lines WHERE order_id = 1 ORDER BY product_id', ARRAY[20.00, 25.50],
                  'a line''s subtotal is made by the database');

-- So do discount and tax, when lines have their own: all of them or none.
CREATE FUNCTION pg_temp.taxed(change text) RETURNS text LANGUAGE sql AS $$
    SELECT 'UPDATE order_lines SET discount = CASE product_id WHEN 1 THEN 1.00 ELSE 0.50 END, tax_rate = 0.08,
                                   tax = CASE product_id WHEN 1 THEN 1.52 ELSE 2.00 END WHERE order_id = 1;
            UPDATE orders SET discount = 1.50, tax = 4.32, shipping_tax = 0.80, total = 58.32 WHERE id = 1;' || change;
$$;
SELECT pg_temp.breaks(pg_temp.taxed(change), wanted, format('%s: %s', coalesce(nullif(change, ''), 'lines with their tax'), wanted))
FROM (VALUES ('', 'nothing was refused'),
             ('UPDATE order_lines SET tax = NULL, discount = NULL, tax_rate = NULL WHERE order_id = 1 AND product_id = 2', 'orders_lines_add_up'),
             ('UPDATE order_lines SET tax = 2.01 WHERE order_id = 1 AND product_id = 2', 'orders_lines_add_up'),
             ('UPDATE order_lines SET discount = 0.49 WHERE order_id = 1 AND product_id = 2', 'orders_lines_add_up'),
             ('UPDATE orders SET discount = 1.51, total = 58.31 WHERE id = 1', 'orders_lines_add_up'),
             ('UPDATE orders SET tax = 4.33, total = 58.33 WHERE id = 1', 'orders_lines_add_up'),
             ('UPDATE orders SET shipping_tax = 0.81 WHERE id = 1', 'orders_lines_add_up'),
             ('UPDATE orders SET shipping_tax = 0.81, tax = 4.33, total = 58.33 WHERE id = 1', 'nothing was refused'),
             ($$UPDATE orders SET created_at = '2001-01-01' WHERE id = 1;
                INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                VALUES (1, 4, 'CRANE', 'Crane', 0, 1)$$, 'orders_lines_add_up'),
             ('UPDATE order_lines SET tax_rate = NULL WHERE order_id = 1', 'order_lines_money'),
             ('UPDATE order_lines SET discount = 20.01 WHERE order_id = 1 AND product_id = 1', 'order_lines_money'),
             ('UPDATE order_lines SET tax = -0.01 WHERE order_id = 1', 'share_check'),
             ('UPDATE order_lines SET catalogue_price = 1 WHERE order_id = 1', 'order_lines_money')) AS c (change, wanted);
SELECT pg_temp.breaks('UPDATE orders SET shipping_tax = 0.01 WHERE id = 1', 'orders_lines_add_up',
                      'shipping is not taxed where lines have no tax of their own');

-- Lines.
SELECT pg_temp.breaks($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                        VALUES (1, 1, 'HAMMER', 'Hammer', 0, 1)$$, 'order_lines_product_once', 'one line a product');
SELECT pg_temp.breaks($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                        VALUES (1, 4, 'CRANE', 'Crane', 0, 0)$$, 'order_lines_quantities', 'a line has a quantity');
SELECT pg_temp.breaks($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                        VALUES (1, 4, 'CRANE', 'Crane', -0.01, 1)$$, 'order_lines_quantities', 'a line''s price is not negative');
SELECT pg_temp.breaks('UPDATE order_lines SET shipped_quantity = quantity + 1 WHERE order_id = 1',
                      'order_lines_quantities',
                      'no more is shipped than ordered');
SELECT pg_temp.breaks('UPDATE order_lines SET shipped_quantity = -1 WHERE order_id = 1', 'order_lines_quantities',
                      'nothing less than nothing is shipped');
SELECT pg_temp.breaks('UPDATE order_lines SET shipped_quantity = 1, returned_quantity = 2 WHERE order_id = 1',
                      'order_lines_quantities', 'no more is returned than shipped');
SELECT pg_temp.breaks('UPDATE order_lines SET shipped_quantity = 1, cancelled_quantity = quantity WHERE order_id = 1',
                      'order_lines_quantities', 'no more is shipped and cancelled than was ordered');
SELECT pg_temp.breaks('UPDATE order_lines SET cancelled_quantity = -1 WHERE order_id = 1', 'order_lines_quantities',
                      'no less than nothing is cancelled');
SELECT pg_temp.breaks($$UPDATE orders SET created_at = '2001-01-01' WHERE id = 1; -- not made by this transaction
                        INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                        VALUES (1, 4, 'CRANE', 'Crane', 600, 1)$$, 'orders_lines_add_up', 'a line more is in the sum');
SELECT pg_temp.holds($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                       VALUES (1, 4, 'CRANE', 'Crane', 4.50, 1);
                       UPDATE orders SET subtotal = 50.00, total = 63.64 WHERE id = 1$$, 'unless the order follows');
-- Orders 1 and 2 as if made before, and a line more for each of `orders`.
CREATE FUNCTION pg_temp.lines_more(orders bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.order_with('{"id": 2, "created_at": "2001-01-01"}') WHERE NOT EXISTS (SELECT FROM orders WHERE id = 2);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    UPDATE orders SET created_at = '2001-01-01' WHERE id = 1;
    INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
    SELECT id, 4, 'CRANE', 'Crane', 4.50, 1 FROM unnest(orders) AS id;
$$;
SELECT pg_temp.breaks(command, wanted, description)
FROM (VALUES
    ($$SELECT pg_temp.lines_more('{1,2}'); UPDATE orders SET subtotal = 50.00, total = 63.64 WHERE id = 1$$,
     'orders_lines_add_up', 'of two orders with a line more, both follow'),
    ($$SELECT pg_temp.lines_more('{1,2}'); UPDATE orders SET subtotal = subtotal + 4.50, total = total + 4.50 WHERE id IN (1, 2)$$,
     'nothing was refused', 'as these do'),
    ($$SELECT pg_temp.lines_more('{1,2}'); DELETE FROM order_lines WHERE product_id = 4$$,
     'nothing was refused', 'a line that came and went is in no sum'),
    ($$SELECT pg_temp.lines_more('{}'); UPDATE orders SET subtotal = 50.00, total = 63.64 WHERE id = 1;
       INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
       VALUES (1, 4, 'CRANE', 'Crane', 4.50, 1)$$,
     'nothing was refused', 'an order may be ahead of its line'),
    ($$SELECT pg_temp.lines_more('{1}'); UPDATE orders SET subtotal = 49.99, total = 63.63 WHERE id = 1$$,
     'orders_lines_add_up', 'to the cent'),
    ($$SELECT pg_temp.lines_more('{}');
       INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
       VALUES (1, 1, 'HAMMER', 'Hammer', 10, 1) ON CONFLICT (order_id, product_id) DO UPDATE SET quantity = 3$$,
     'orders_lines_add_up', 'a line that was there and grew'),
    ($$SELECT pg_temp.lines_more('{}'); UPDATE order_lines SET order_id = 2 WHERE order_id = 1 AND product_id = 2$$,
     'orders_lines_add_up', 'a line that changed sides'),
    ($$SELECT pg_temp.order_with('{}');
       INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
       VALUES (2, 4, 'CRANE', 'Crane', 4.50, 1)$$, 'orders_lines_add_up', 'a line too many of an order that is new')
) AS added (command, wanted, description);
SELECT pg_temp.breaks(format('SELECT pg_temp.order_with(%L); UPDATE order_lines SET unit_price = unit_price WHERE order_id = 2',
                             jsonb_build_object('status', status)), wanted,
                      format('lines of %s orders: %s', status, wanted))
FROM (VALUES ('processing', 'nothing was refused'), ('partially_shipped', 'order_lines_stand'),
             ('cancelled', 'order_lines_stand')) AS s (status, wanted);
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"status": "shipped"}'); DELETE FROM order_lines WHERE order_id = 2$$,
                      'order_lines_stand', 'nor do they go');
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"status": "confirmed"}'); UPDATE orders SET deleted_at = now() WHERE id = 2$$,
                      'orders_deleted_early', 'only drafts and pending orders are deleted');
SELECT pg_temp.holds('UPDATE orders SET deleted_at = now() WHERE id = 1', 'a pending order can be');
SELECT pg_temp.breaks($$INSERT INTO returns (order_id, requested_by, status) VALUES (1, 101, 'received')$$,
                      'returns_received_whole', 'what was received has an amount, a time and a receiver');
SELECT pg_temp.breaks($$INSERT INTO returns (order_id, requested_by, refund_amount) VALUES (1, 101, 1)$$,
                      'returns_received_whole', 'what was only asked for has none');
SELECT pg_temp.holds('UPDATE order_lines SET shipped_quantity = quantity, returned_quantity = quantity WHERE order_id = 1',
                     'all that was shipped can be returned');
SELECT pg_temp.breaks($$INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                        VALUES (1, 99, 'X', 'X', 0, 1)$$, 'order_lines_product_id_fkey', 'a line is of a product');
SELECT pg_temp.breaks('DELETE FROM customers WHERE id = 101', 'users_customer_id_fkey', 'a user keeps their customer');
SELECT pg_temp.breaks('DELETE FROM departments WHERE id = 10', 'users_department_id_fkey',
                      'a user keeps their department');

-- What a ledger names stays; the application may not delete it at all (privileges.sql).
SELECT pg_temp.breaks(format($$INSERT INTO order_history (order_id, to_status, action, actor_id) VALUES (1, 'pending', 'place', 105);
                               INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id) VALUES (3, 'restock', 1, %s);
                               DELETE FROM order_lines WHERE order_id = 1; %s$$, named, command), wanted, format('%s: %s', command, wanted))
FROM (VALUES ('DELETE FROM orders WHERE id = 1', 'NULL, NULL', 'order_history_order_id_stays'),
             ('DELETE FROM users WHERE id = 105', 'NULL, NULL', 'order_history_actor_id_stays'),
             ('DELETE FROM order_history; DELETE FROM orders WHERE id = 1', '1, NULL', 'stock_movements_order_id_stays'),
             ('DELETE FROM order_history; DELETE FROM users WHERE id = 105', '1, 105', 'stock_movements_actor_id_stays'),
             ('DELETE FROM products WHERE id = 3', 'NULL, NULL', 'stock_movements_product_id_stays'),
             ('DELETE FROM order_history; DELETE FROM stock_movements; DELETE FROM orders WHERE id = 1;
               DELETE FROM users WHERE id IN (101, 105); DELETE FROM products WHERE id = 3', '1, 105', 'nothing was refused')
     ) AS n (command, named, wanted);

-- What a column may hold is said by its type, up to the last character.
SELECT pg_temp.holds(format('UPDATE %s SET %I = repeat(''x'', %s)', relation, name, longest),
                     format('%s of %s may have %s characters', name, relation, longest)) || E'\n' ||
       pg_temp.breaks(format('UPDATE %s SET %I = repeat(''x'', %s)', relation, name, longest + 1), wanted,
                      format('%s of %s may not have %s characters', name, relation, longest + 1))
FROM (VALUES ('orders', 'payment_method', 50, 'text50_length'), ('orders', 'shipping_method', 50, 'text50_length'),
             ('orders', 'carrier', 100, 'text100_length'), ('orders', 'tracking_number', 100, 'text100_length'),
             ('orders', 'customer_notes', 2000, 'text2000_length'), ('orders', 'internal_notes', 2000, 'text2000_length'),
             ('products', 'description', 4000, 'text4000_length'),
             ('products', 'name', 200, 'product_name_check')) AS bounds (relation, name, longest, wanted);
SELECT pg_temp.holds($$UPDATE products SET sku = repeat('x', 64) WHERE id = 1$$, 'a SKU may have 64 characters');
SELECT pg_temp.breaks(format('UPDATE products SET %I = %L WHERE id = 1', name, value), wanted,
                      format('%s is not %s', name, left(to_json(value)::text, 12)))
FROM (VALUES ('sku', '', 'sku_check'), ('sku', repeat('x', 65), 'sku_check'), ('name', '', 'product_name_check'),
             ('weight_kg', '-0.001', 'kilograms_check'), ('low_stock_threshold', '-1', 'pieces_check')
     ) AS wrong (name, value, wanted);
SELECT pg_temp.breaks($$INSERT INTO order_history (order_id, to_status, action, note)
                        VALUES (1, 'pending', 'annotate', repeat('x', 2001))$$, 'text2000_length', 'a note has an end');
SELECT pg_temp.breaks($$INSERT INTO stock_movements (product_id, kind, quantity, reason)
                        VALUES (1, 'restock', 1, repeat('x', 201))$$, 'text200_length', 'a reason has an end');
SELECT is_empty($$SELECT conrelid::regclass, conname FROM pg_constraint
                  WHERE contype = 'c' AND cardinality(conkey) = 1 AND conname <> 'idempotency_keys_key_check'
                    AND conrelid = ANY ('{products, orders, order_lines, stock_movements, order_history,
                                          idempotency_keys}'::regclass[])$$,
                'what an order writes has no CHECK of one column: its type says it');

-- Order numbers.
SELECT pg_temp.breaks(format('SELECT pg_temp.order_with(%L)', jsonb_build_object('order_number', number)),
                      'order_number_form', 'not an order number: ' || to_json(number))
FROM unnest(ARRAY['ORD-20260101-0000000', 'ORD-20260101-000000000', 'ord-20260101-00000002', 'ORD-20260101-0000000g',
                  'ORD-20260101-abcdef01', 'ORD-2026011-000000002', 'XORD-20260101-00000002', E'ORD-20260101-00000002\n',
                  '']) AS number;
SELECT pg_temp.breaks($$SELECT pg_temp.order_with('{"order_number": "ORD-20260101-00C0FFEE"}')$$, 'orders_number_key',
                      'an order number is one order''s');

-- People.
SELECT pg_temp.breaks($$UPDATE users SET email = 'CARA@example.COM' WHERE id = 102$$, 'users_email_key',
                      'e-mail addresses differ by more than case');
SELECT pg_temp.breaks($$UPDATE users SET username = 'cara' WHERE id = 101; UPDATE users SET username = 'CARA' WHERE id = 102$$,
                      'users_username_key', 'user names differ by more than case');
SELECT pg_temp.holds('UPDATE users SET username = NULL', 'any number of users have no user name');
SELECT pg_temp.breaks('UPDATE users SET customer_id = 101 WHERE id = 102', 'users_customer_id_key',
                      'a customer is one user''s');
SELECT pg_temp.breaks($$UPDATE users SET password_hash = 'orderd-demo' WHERE id = 101$$, 'users_password_hash_check',
                      'a password is hashed');
SELECT pg_temp.breaks($$INSERT INTO departments (name) VALUES ('OPERATIONS')$$, 'departments_name_key',
                      'department names differ by more than case');
SELECT pg_temp.breaks($$INSERT INTO department_months VALUES (10, '2026-01-02', 0)$$, 'department_months_month_check',
                      'a month is its first day');
SELECT pg_temp.breaks($$INSERT INTO department_months VALUES (10, '2026-01-01', -0.01)$$,
                      'department_months_spent_check',
                      'no less than nothing is spent');
SELECT pg_temp.breaks($$INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES ('short', gen_random_uuid(), now())$$,
                      'refresh_tokens_token_hash_check', 'a refresh token is hashed');
SELECT pg_temp.breaks($$INSERT INTO password_resets (token_hash, user_id, expires_at) VALUES ('short', 101, now())$$,
                      'password_resets_token_hash_check', 'a reset token is hashed');
SELECT pg_temp.breaks($$INSERT INTO api_keys (user_id, name, prefix, key_hash, role) VALUES (101, 'x', 'orderd_x', 'short', 'customer')$$,
                      'api_keys_key_hash_check', 'an API key is hashed');
SELECT pg_temp.breaks($$INSERT INTO api_keys (user_id, name, prefix, key_hash, role)
                        SELECT 101, 'x', 'orderd_x', sha256('x'), 'customer' FROM generate_series(1, 2)$$,
                      'api_keys_hash_key', 'no two API keys are one');

-- Settings: each value fits its kind, and the view can type all of them.
SELECT pg_temp.breaks(format('UPDATE settings SET value = %L WHERE key = %L', value, key), 'settings_value_fits_kind',
                      format('%s is not %s', key, to_json(value)))
FROM (VALUES ('access_token_seconds', '0'), ('access_token_seconds', '1.5'), ('access_token_seconds', '1e3'),
             ('access_token_seconds', '10000000000'), ('free_shipping_from', '-1'),
             ('free_shipping_from', '1.234'), ('registration_open', 'yes'), ('registration_open', 'TRUE'),
             ('shipping_cost', 'ten'), ('shipping_cost', 'NaN'), ('tax_rate', '10'), ('tax_rate', '0.1234567'),
             ('tax_rate', E'0.08\n')) AS wrong (key, value);
SELECT pg_temp.breaks($$UPDATE settings SET value = 'usd' WHERE key = 'currency'$$, 'settings_currency_form',
                      'a shop''s currency is AAA');
SELECT pg_temp.breaks($$UPDATE settings SET value = NULL WHERE key = 'tax_rate'$$, 'settings_value_is_there',
                      'there is always a tax rate');
SELECT throws_ok($$UPDATE settings SET value = 'Mars/Olympus' WHERE key = 'time_zone'$$, '22023', NULL,
                 'a time zone is one of the tz database');
SELECT pg_temp.holds($$UPDATE settings SET value = NULL WHERE key = 'free_shipping_from'; SELECT * FROM shop$$,
                     'free shipping can be switched off');
SELECT bag_eq('SELECT key FROM settings',
              $$SELECT attname::text FROM pg_attribute WHERE attrelid = 'shop'::regclass AND attnum > 0$$,
              'every setting is a column of the view, and the other way round');
SELECT results_eq('SELECT tax_rate, shipping_cost, free_shipping_from, currency, time_zone, registration_open,
                          access_token_seconds, refresh_token_seconds, unpaid_order_seconds, session_seconds, outbox_seconds FROM shop',
                  $$VALUES (0.08, 10.00, 100.00, 'USD', 'UTC', true, 3600, 604800, NULL::integer, 2592000, 2592000)$$, 'the settings of a new shop');

SELECT * FROM finish();
ROLLBACK;
