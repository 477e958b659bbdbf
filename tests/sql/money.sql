-- What pieces of an order are worth that came back or were cancelled.
BEGIN;
SELECT plan(15);
\ir support/shop.sql

-- Order 2 with these lines: price, pieces, discount, rate, tax; and the shipping with its tax.
CREATE FUNCTION pg_temp.order_of(lines numeric[], shipping numeric, its_tax numeric, included boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    sums record;
BEGIN
    DELETE FROM order_lines WHERE order_id = 2;
    DELETE FROM orders WHERE id = 2;
    SELECT sum(lines[n][1] * lines[n][2]) AS subtotal, sum(lines[n][3]) AS discount, sum(lines[n][5]) AS tax
    INTO sums FROM generate_subscripts(lines, 1) AS n;
    INSERT INTO orders (id, order_number, user_id, subtotal, discount, tax, shipping_cost, shipping_tax, tax_included, total, currency)
    VALUES (2, 'ORD-20260101-00000002', 101, sums.subtotal, sums.discount, sums.tax + its_tax, shipping, its_tax, included,
            sums.subtotal - sums.discount + shipping + CASE WHEN included THEN 0 ELSE sums.tax + its_tax END, 'USD');
    INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity, discount, tax_rate, tax)
    SELECT 2, n, 'X', 'X', lines[n][1], lines[n][2], lines[n][3], lines[n][4], lines[n][5] FROM generate_subscripts(lines, 1) AS n;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
END $$;
-- What `pieces` single returns of the line of product `product` come to, one after the other.
CREATE FUNCTION pg_temp.returned(product bigint, pieces integer) RETURNS numeric[] LANGUAGE plpgsql AS $$
DECLARE
    shares numeric[] := '{}';
    before numeric;
BEGIN
    UPDATE order_lines SET shipped_quantity = quantity WHERE order_id = 2 AND product_id = product;
    FOR n IN 1 .. pieces LOOP
        before := gone_worth(2);
        shares := shares || (SELECT gone_worth(2, ARRAY[id], '{1}') - before FROM order_lines WHERE order_id = 2 AND product_id = product);
        UPDATE order_lines SET returned_quantity = returned_quantity + 1 WHERE order_id = 2 AND product_id = product;
    END LOOP;
    RETURN shares;
END $$;
CREATE FUNCTION pg_temp.sum(shares numeric[]) RETURNS numeric LANGUAGE sql AS 'SELECT sum(s) FROM unnest(shares) AS s';

-- Three lines at 20 % and 5 %, 10 % off, shipping 10.00 taxed as the goods.
SELECT pg_temp.order_of('{{3.33,3,1.00,0.2,1.80},{10.01,1,1.00,0.2,1.80},{1.99,7,1.39,0.05,0.63}}', 10.00, 1.38, false);
SELECT is(total, 46.15, 'the order of the table comes to its total') FROM orders WHERE id = 2;
SELECT is(gone_worth(2), 0.00, 'nothing is gone of it');
SELECT is(pg_temp.returned(1, 3), '{3.60,3.59,3.60}', 'line A comes back piece by piece');
SELECT is(pg_temp.returned(2, 1), '{10.81}', 'and B');
SELECT is(pg_temp.sum(pg_temp.returned(3, 7)), 13.17, 'and C');
SELECT is((SELECT total - shipping_cost - shipping_tax - gone_worth(2) FROM orders WHERE id = 2), 0.00,
          'then all but shipping and its tax has come back');

-- 10.00 off three lines of 10.00, at 8 %.
SELECT pg_temp.order_of('{{10,1,3.33,0.08,0.53},{10,1,3.34,0.08,0.54},{10,1,3.33,0.08,0.53}}', 0, 0, false);
SELECT is(ARRAY[pg_temp.returned(2, 1), pg_temp.returned(1, 1), pg_temp.returned(3, 1)], '{{7.20},{7.20},{7.20}}',
          'three returns of what had 10.00 off');

-- 150.00 and 60.00 less 20 %: the first back is worth 120.00.
SELECT pg_temp.order_of('{{150,1,30,0,0},{60,1,12,0,0}}', 0, 0, false);
SELECT is(pg_temp.returned(1, 1), '{120.00}', 'a discount is given back by its line''s share');

-- 10 × 23.90 with 20 % in it, 25 % off.
SELECT pg_temp.order_of('{{23.90,10,59.75,0.2,29.88}}', 0, 0, true);
SELECT is(total, 179.25, 'tax that is included is not added') FROM orders WHERE id = 2;
SELECT is(pg_temp.sum(pg_temp.returned(1, 10)), 179.25, 'ten single returns sum to the total');

-- An order without money of its lines' own is shared as it always was; pieces may be taken off.
SELECT is(gone_worth(1, ARRAY[id], '{1}'), goods_share(59.14, 10.00, 45.50, 10.00), 'a piece of a flat order')
FROM order_lines WHERE order_id = 1 AND product_id = 1;
UPDATE order_lines SET shipped_quantity = 1, returned_quantity = 1, cancelled_quantity = 1 WHERE order_id = 1 AND product_id = 1;
SELECT is(gone_worth(1), goods_share(59.14, 10.00, 45.50, 20.00), 'what was cancelled and what came back');
SELECT is(gone_worth(1, array_agg(id), array_agg(-returned_quantity)), goods_share(59.14, 10.00, 45.50, 10.00), 'what was cancelled')
FROM order_lines WHERE order_id = 1;
SELECT pg_temp.order_of('{{0,1,0,0,0}}', 0, 0, false);
SELECT is(pg_temp.returned(1, 1), '{0.00}', 'what cost nothing is worth nothing');
UPDATE order_lines SET discount = NULL, tax_rate = NULL, tax = NULL WHERE order_id = 2;
SELECT is(gone_worth(2), 0::numeric, 'nor in an order of one rate');

SELECT * FROM finish();
ROLLBACK;
