-- The shop of before.sql, upgraded to today: what was said of its money then is said to the cent.
BEGIN;
SELECT plan(18);
SET LOCAL search_path = orderd, public;
\ir ../support/statements.sql

-- What was said then of `like`, and what is said now, by what it is about.
CREATE FUNCTION pg_temp.said(prefix text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_object_agg(what, figures) FROM said WHERE what LIKE prefix || ' %';
$$;

SELECT is(count(*), 9::bigint, 'it has the orders of before') FROM orders;
SELECT is(jsonb_object_agg('order ' || id, jsonb_build_object('subtotal', subtotal, 'discount', discount, 'tax', tax,
                                                              'shipping_cost', shipping_cost, 'total', total)),
          pg_temp.said('order'), 'orders cost what they cost') FROM orders;
SELECT is(count(*), 0::bigint, 'no line was given money of its own') FROM order_lines WHERE num_nonnulls(discount, tax_rate, tax) > 0;
SELECT is(jsonb_object_agg('piece of ' || product_sku, gone_worth(order_id, ARRAY[id], '{1}') - gone_worth(order_id)),
          pg_temp.said('piece'), 'one more piece is worth what it was')
FROM order_lines WHERE quantity > cancelled_quantity + returned_quantity;
-- By hand: 21.60 of goods with tax over 20.00, one of three 3.33 gone: 7.19 - 3.60 and 14.41 - 3.60; 97.19 over three.
SELECT is(ARRAY(SELECT gone_worth(order_id, ARRAY[id], '{1}') - gone_worth(order_id) FROM order_lines WHERE product_id <= 3 ORDER BY product_id),
          '{3.59,10.81,32.40}', 'as worked out by hand');
SELECT is(jsonb_object_agg('due of ' || id, order_due(status, total, owed_less, paid)), pg_temp.said('due'), 'as much is due')
FROM orders WHERE status <> 'cancelled';
SELECT is((SELECT jsonb_object_agg(id, ARRAY[paid, refunded, order_due(status, total, owed_less, paid)]) FROM orders WHERE id <> 2),
          '{"1": [31.60, 3.60, 0.00], "3": [20.80, 2.70, 0.00], "4": [0.00, 0.00, 22.96], "5": [31.60, 31.60, 0.00],
            "6": [18.64, 18.64, 0.00], "7": [0.00, 0.00, 0.00], "8": [5.95, 0.00, 0.00], "9": [31.60, 31.60, 0.00]}'::jsonb,
          'paid, refunded and due by hand');
SELECT is(ARRAY(SELECT payment_status::text FROM orders ORDER BY id),
          '{partially_refunded,paid,partially_refunded,pending,refunded,refunded,paid,paid,refunded}',
          'payment statuses stay, but for what costs nothing');
SELECT is(ARRAY(SELECT refund_amount FROM returns ORDER BY id), '{3.60,21.60}', 'returns gave back what they gave back');
SELECT is(ARRAY(SELECT run FROM pg_temp.run('money_differences')), '{}', 'all accounts agree');

CREATE TEMP TABLE report AS
SELECT currency ->> 'currency' AS currency, currency AS figures
FROM pg_temp.run('report_sales', '{"from": "2025-06-01", "to": "2025-06-30"}'), jsonb_array_elements(run -> 'currencies') AS currency;
-- The report, which now leaves out what was cancelled of order 3: 2.50 with 0.20 tax.
SELECT is(jsonb_object_agg('report of ' || currency, jsonb_build_object(
              'orders', figures -> 'orders', 'gross', (figures ->> 'gross')::numeric + cancelled, 'discount', figures -> 'discount',
              'tax', (figures ->> 'tax')::numeric + tax, 'shipping_cost', figures -> 'shipping_cost',
              'revenue', (figures ->> 'revenue')::numeric + cancelled + tax)),
          pg_temp.said('report'), 'the report says what it said of what was not cancelled')
FROM report JOIN (VALUES ('USD', 2.50, 0.20), ('EUR', 0.00, 0.00)) AS less (currency, cancelled, tax) USING (currency);
-- Back went 3.60 and 21.60 for pieces, 31.60 and 10.00 otherwise: 66.80; 240.75 - 2.70 was sold.
SELECT is((SELECT jsonb_build_array(figures -> 'gross', figures -> 'tax', figures -> 'revenue', figures -> 'refunded', figures -> 'net')
           FROM report WHERE currency = 'USD'), '[179.49, 13.56, 238.05, 66.80, 171.25]'::jsonb, 'and what is kept, by hand');
SELECT is((SELECT jsonb_object_agg('top ' || (run ->> 'product_sku'), jsonb_build_object(
                      'quantity', run -> 'quantity', 'returned_quantity', run -> 'returned_quantity', 'gross', run -> 'gross'))
           FROM pg_temp.run('report_top_products', '{"from": "2025-06-01", "to": "2025-06-30", "limit": "100"}')),
          pg_temp.said('top'), 'so do the top products');

SELECT is(ARRAY(SELECT sku_key FROM products WHERE id > 10 ORDER BY id), ARRAY['85123a', NULL, NULL], 'the first of several spellings has the key');
SELECT is(ARRAY(SELECT name_key FROM categories ORDER BY id), ARRAY['toys', NULL, 'café', NULL], 'so have names');
SELECT is(ARRAY(SELECT run ->> 'id' FROM pg_temp.run('doctor_twins')), '{2,4,12,13,3}', 'the doctor names the others');
SELECT is(ARRAY(SELECT email FROM users WHERE id > 1 ORDER BY id),
          '{info@müller.example,info@xn--mller-kva.example,Road@straße.example,none@xn--0.example}', 'domains are in letters, where that is nobody''s');

SELECT is((SELECT search_text FROM customers WHERE id = 1), ' cara example cara@example.com cara brulee old@example.com',
          'customers are found by what their orders call them');
SELECT * FROM finish();
ROLLBACK;
