-- The statements that the workers run, as the workers' role: what each writes, and what it
-- refuses. What is locked against whom needs more than one session: tests/api and tests/faults.
BEGIN;
SELECT plan(193);
\ir support/shop.sql
\ir support/statements.sql

-- Every word that a statement refuses with is an error that the gateway can answer.
\set words `sed -n 's/^ *\[E_[A-Z_]*\] = {"\([a-z_]*\)".*/\1/p' src/setting/errors.c | paste -sd,`
SELECT is_empty(format($$
    SELECT name, word[1] FROM pg_prepared_statements, regexp_matches(statement, $re$refuse_unless\(.*?, '([a-z_]+)'\)$re$, 'g') AS word
    WHERE word[1] <> ALL (string_to_array(%L, ','))$$, :'words'), 'every word of refusal is one of src/setting/errors.c');
-- WHERE is asked once a row: of no rows, never.
SELECT is_empty($$SELECT name FROM pg_prepared_statements WHERE statement ~ 'FROM \w+( \w+)? WHERE refuse_unless'$$,
                'no refusal hangs on a row that may not be there');

-- Whoever changes the stock writes it down in the same statement; import_orders_take has the rows of
-- hot products in its hands, and leaves that to import_orders_merge of the same transaction.
SELECT results_eq($$SELECT count(*) > 4, bool_and(statement ~ 'INSERT INTO stock_movements')
                    FROM pg_prepared_statements WHERE statement ~ '(UPDATE|INSERT INTO) products'
                                                  AND statement ~ '\m(on_hand|reserved) *[=,]' AND name <> 'import_orders_take'$$,
                  'VALUES (true, true)', 'every statement that changes the stock writes a movement');

-- What is known of import_rows may be that it is empty: joined, all that came is read again for each line.
SELECT results_eq($$SELECT count(*) > 3, bool_and(statement ~ 'DELETE FROM import_rows i\s+WHERE \([^;]+\) IS TRUE')
                    FROM pg_prepared_statements WHERE statement ~ 'DELETE FROM import_rows' AND name <> 'import_clear'$$,
                  'VALUES (true, true)', 'no lines of a file are dropped by a join');

SET LOCAL SESSION AUTHORIZATION orderd_app;

-- ---- order_place ----

CREATE FUNCTION pg_temp.two_lines(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"id": 500, "order_number": "ORD-20260101-00000500", "request_id": "test-500", "me_id": 101,
             "order_customer_id": 101, "product_ids": "{1,2}", "quantities": "{3,2}",
             "prices": "{10.00,25.50}", "subtotal": 81.00, "tax": 6.48, "order_shipping_cost": 10.00, "total": 97.48,
             "currency": "USD", "budget_month": "2026-01-01", "needs_approval": false, "takes_budget": false,
             "order_discount": 0, "order_shipping_tax": 0, "tax_included": false, "catalogue_prices": "{10.00,25.50}",
             "shipping_address": "\"1 Road\""}'::jsonb || coalesce('{"catalogue_prices": ' || (given -> 'prices')::text || '}', '{}')::jsonb || given;
$$;
CREATE FUNCTION pg_temp.cranes(id int, quantity int, given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.two_lines('{"me_id": 103, "me_department_id": 10, "product_ids": "{4}", "prices": "{600.00}", "tax": 0,
                               "order_shipping_cost": 0, "takes_budget": true, "monthly_budget": 10000, "order_customer_id": null}')
           || jsonb_build_object('id', id, 'order_number', 'ORD-20260101-' || lpad(id::text, 8, '0'),
                                 'quantities', format('{%s}', quantity), 'subtotal', quantity * 600, 'total', quantity * 600)
           || given;
$$;

SELECT pg_temp.refuses('order_place', pg_temp.two_lines(jsonb_build_object('deadline_ms', extract(epoch FROM now()) * 1000 - 1)),
                       'too_late', 'order_place: not after the deadline');
SELECT pg_temp.refuses('in_time', jsonb_build_object('deadline_ms', extract(epoch FROM now()) * 1000 - 1), 'too_late',
                       'in_time: not after the deadline');
SELECT pg_temp.runs('in_time', jsonb_build_object('deadline_ms', extract(epoch FROM now()) * 1000 + 60000), 'in_time: before it');
SELECT pg_temp.runs('order_place', pg_temp.two_lines(jsonb_build_object('deadline_ms', extract(epoch FROM now()) * 1000 + 60000)),
                    'order_place places an order');
SELECT results_eq('SELECT status::text, total, user_id, customer_id, version, budget_month FROM orders WHERE id = 500',
                  $$VALUES ('pending', 97.48, 101::bigint, 101::bigint, 1, NULL::date)$$, 'an order is written');
SELECT is((SELECT billing_address FROM orders WHERE id = 500), '"1 Road"',
          'who sends no billing address is billed where it goes');
SELECT results_eq('SELECT product_id, product_sku, unit_price, quantity, subtotal FROM order_lines WHERE order_id = 500 ORDER BY 1',
                  $$VALUES (1::bigint, 'HAMMER', 10.00, 3, 30.00), (2, 'SAW', 25.50, 2, 51.00)$$, 'its lines are written');
SELECT results_eq('SELECT id, on_hand, reserved FROM products WHERE id IN (1, 2) ORDER BY id',
                  'VALUES (1::bigint, 100, 5), (2, 5, 3)', 'its pieces are reserved and still on hand');
SELECT results_eq('SELECT product_id, kind::text, quantity, actor_id, request_id FROM stock_movements WHERE order_id = 500 ORDER BY 1',
                  $$VALUES (1::bigint, 'reserve', 3, 101::bigint, 'test-500'), (2, 'reserve', 2, 101, 'test-500')$$,
                  'the ledger says so');
SELECT results_eq('SELECT from_status::text, to_status::text, action, actor_id FROM order_history WHERE order_id = 500',
                  $$VALUES (NULL::text, 'pending', 'place', 101::bigint)$$, 'its history begins');
SELECT results_eq($$SELECT event, payload ->> 'order_number', request_id FROM outbox WHERE subject_id = 500$$,
                  $$VALUES ('order.created', 'ORD-20260101-00000500', 'test-500')$$, 'the outbox tells of it');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'it can be committed');
SET CONSTRAINTS ALL DEFERRED;

SELECT pg_temp.refuses('order_place', pg_temp.two_lines('{"id": 501}' || wrong), 'again',
                       'order_place starts again: ' || why)
FROM (VALUES ('a line is short', '{"quantities": "{1,3}"}'::jsonb),
             ('a price changed', '{"prices": "{10.00,25.49}"}'),
             ('a product went out of sale', '{"product_ids": "{1,3}", "prices": "{10.00,1.00}", "quantities": "{1,1}"}'),
             ('a product is not there', '{"product_ids": "{1,99}"}')) AS w (why, wrong);
SELECT pg_temp.runs('order_place',
                    pg_temp.two_lines('{"id": 502, "order_number": "ORD-20260101-00000502", "quantities": "{3,2}"}'),
                    'the last pieces can be ordered');
SELECT is((SELECT on_hand - reserved FROM products WHERE id = 2), 0, 'then none is left');

-- The department's policy. The crane costs 600.00; the month's budget is 10,000.00.
SELECT pg_temp.runs('order_place', pg_temp.cranes(510, 1, '{"needs_approval": true, "takes_budget": false}'),
                    'over the threshold');
SELECT results_eq('SELECT status::text, budget_month FROM orders WHERE id = 510',
                  $$VALUES ('pending_approval', NULL::date)$$,
                  'it waits for approval and holds no budget');
SELECT is((SELECT reserved FROM products WHERE id = 4), 1, 'but its pieces');
SELECT pg_temp.runs('order_place', pg_temp.cranes(511, 17, '{}'), 'more than the whole budget');
SELECT is((SELECT status::text FROM orders WHERE id = 511), 'pending_approval', 'waits for approval');
SELECT is_empty('SELECT FROM department_months', 'and takes nothing');
SELECT pg_temp.runs('order_place', pg_temp.cranes(512, 10, '{}'), 'within the budget');
SELECT results_eq('SELECT status::text, budget_month FROM orders WHERE id = 512',
                  $$VALUES ('pending', '2026-01-01'::date)$$,
                  'is pending and holds budget');
SELECT pg_temp.runs('order_place', pg_temp.cranes(513, 7, '{}'), 'more than is left of the budget');
SELECT results_eq('SELECT status::text, budget_month FROM orders WHERE id = 513',
                  $$VALUES ('pending_approval', NULL::date)$$,
                  'waits for approval');
SELECT pg_temp.runs('order_place', pg_temp.cranes(514, 6, '{"monthly_budget": 9600}'),
                    'all that is left of the budget');
SELECT results_eq('SELECT status::text, budget_month FROM orders WHERE id = 514',
                  $$VALUES ('pending', '2026-01-01'::date)$$,
                  'is pending and holds budget');
SELECT results_eq('SELECT department_id, month, spent FROM department_months',
                  $$VALUES (10::bigint, '2026-01-01'::date, 9600.00)$$, 'the month adds up');
SELECT pg_temp.runs('order_place', pg_temp.cranes(515, 1, '{"budget_month": "2026-02-01"}'), 'the next month');
SELECT is((SELECT spent FROM department_months WHERE month = '2026-02-01'), 600.00, 'has a budget of its own');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'all of them can be committed');
SET CONSTRAINTS ALL DEFERRED;

-- ---- order_lock, order_move and the stock ----

CREATE FUNCTION pg_temp.move(id int, version int, action text, status text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'version', version, 'move', action, 'to_status', status, 'me_id', 104,
                              'note', 'because', 'request_id', 'test-move', 'carrier', 'ACME', 'tracking_number', 'T1');
$$;
SELECT pg_temp.runs('order_lock', '{"id": 500, "version": 1}', 'order_lock takes an order as it was seen');
SELECT pg_temp.refuses('order_lock', '{"id": 500, "version": 2}', 'again', 'order_lock starts again when it changed');
SELECT pg_temp.refuses('order_lock', '{"id": 599, "version": 1}', 'again', 'order_lock starts again when it is gone');

SELECT pg_temp.refuses('order_move', pg_temp.move(500, 1, 'ship', 'shipped'), 'again',
                       'no move that the table does not have');
SELECT pg_temp.refuses('order_move', pg_temp.move(500, 1, 'confirm', 'shipped'), 'again',
                       'no action that ends elsewhere');
SELECT pg_temp.refuses('order_move', pg_temp.move(500, 2, 'confirm', 'confirmed'), 'again',
                       'no move of an order that changed');
SELECT pg_temp.runs('order_move', pg_temp.move(500, 1, 'confirm', 'confirmed'), 'order_move confirms');
SELECT results_eq('SELECT status::text, version, confirmed_at IS NOT NULL, shipped_at IS NOT NULL FROM orders WHERE id = 500',
                  $$VALUES ('confirmed', 2, true, false)$$, 'the order is confirmed, once, now');
SELECT results_eq($$SELECT from_status::text, to_status::text, action, actor_id, note::text, request_id FROM order_history
                    WHERE order_id = 500 AND action <> 'place'$$,
                  $$VALUES ('pending', 'confirmed', 'confirm', 104::bigint, 'because', 'test-move')$$, 'its history goes on');
SELECT results_eq($$SELECT payload ->> 'status', payload ->> 'from_status', payload ? 'event' FROM outbox
                    WHERE event = 'order.confirmed' AND subject_id = 500$$, $$VALUES ('confirmed', 'pending', false)$$,
                  'the outbox tells of it');

SELECT pg_temp.runs('order_sell_stock', pg_temp.move(500, 2, 'ship', 'shipped'), 'order_sell_stock sells');
SELECT pg_temp.runs('order_move', pg_temp.move(500, 2, 'ship', 'shipped'), 'order_move ships');
SELECT results_eq('SELECT id, on_hand, reserved FROM products WHERE id IN (1, 2) ORDER BY id',
                  'VALUES (1::bigint, 97, 5), (2, 3, 3)', 'what was reserved has left the warehouse');
SELECT results_eq('SELECT product_id, quantity, shipped_quantity FROM order_lines WHERE order_id = 500 ORDER BY 1',
                  'VALUES (1::bigint, 3, 3), (2, 2, 2)', 'all of every line is shipped');
SELECT results_eq($$SELECT product_id, quantity FROM stock_movements WHERE order_id = 500 AND kind = 'sale' ORDER BY 1$$,
                  'VALUES (1::bigint, 3), (2, 2)', 'the ledger says so');
SELECT results_eq('SELECT carrier, tracking_number, l.product_id, sl.quantity FROM shipments s
                   JOIN shipment_lines sl ON sl.shipment_id = s.id JOIN order_lines l ON l.id = sl.order_line_id
                   WHERE s.order_id = 500 ORDER BY 3',
                  $$VALUES ('ACME', 'T1', 1::bigint, 3), ('ACME', 'T1', 2, 2)$$, 'one shipment holds it');
SELECT results_eq('SELECT status::text, version, carrier::text, tracking_number::text, shipped_at IS NOT NULL FROM orders WHERE id = 500',
                  $$VALUES ('shipped', 3, 'ACME', 'T1', true)$$, 'the order is shipped');

-- Cancelling: order 502 holds three hammers and two saws; one hammer of it has left.
UPDATE order_lines SET shipped_quantity = 1 WHERE order_id = 502 AND product_id = 1;
SELECT pg_temp.runs('order_release_stock', '{"id": 502, "me_id": 104}', 'order_release_stock gives back');
SELECT results_eq('SELECT id, on_hand, reserved FROM products WHERE id IN (1, 2) ORDER BY id',
                  'VALUES (1::bigint, 97, 3), (2, 3, 1)', 'what has not left can be sold again');
SELECT results_eq($$SELECT product_id, quantity FROM stock_movements WHERE order_id = 502 AND kind = 'release' ORDER BY 1$$,
                  'VALUES (1::bigint, 2), (2, 2)', 'the ledger says so');

SELECT pg_temp.runs('order_move', pg_temp.move(512, 1, 'cancel', 'cancelled'),
                    'an order that holds budget is cancelled');
SELECT results_eq('SELECT status::text, budget_month, cancelled_at IS NOT NULL FROM orders WHERE id = 512',
                  $$VALUES ('cancelled', NULL::date, true)$$, 'it holds none any more');
SELECT is((SELECT spent FROM department_months WHERE month = '2026-01-01'), 3600.00, 'the month has it back');
SELECT pg_temp.runs('order_move', pg_temp.move(510, 1, 'reject', 'rejected'), 'an order that holds none is rejected');
SELECT is((SELECT sum(spent) FROM department_months), 4200.00, 'and gives none back');
SELECT pg_temp.runs('order_move', pg_temp.move(513, 1, 'approve', 'confirmed'), 'an order over the budget is approved');
SELECT results_eq($$SELECT o.status::text, o.budget_month = date_trunc('month', o.created_at AT TIME ZONE 'UTC'), m.spent
                    FROM orders o JOIN department_months m ON m.department_id = o.department_id AND m.month = o.budget_month
                    WHERE o.id = 513$$, $$VALUES ('confirmed', true, 4200.00)$$, 'it counts in the month it was placed in');
SELECT pg_temp.runs('order_move', pg_temp.move(513, 2, 'cancel', 'cancelled'), 'and is cancelled');
SELECT is((SELECT sum(spent) FROM department_months), 4200.00, 'that month has it back');

-- ---- order_move_facts, order_get: who sees what, who may what ----

CREATE FUNCTION pg_temp.as_user(id bigint, given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT to_jsonb(me) || given FROM (SELECT u.id AS me_id, u.role AS me_role, u.department_id AS me_department_id,
                                              u.customer_id AS me_customer_id FROM users u WHERE u.id = as_user.id) me;
$$;
RESET SESSION AUTHORIZATION;
UPDATE orders SET internal_notes = 'a secret' WHERE id IN (1, 511);
SET LOCAL SESSION AUTHORIZATION orderd_app;
SELECT results_eq(format($$SELECT (run ->> 'id')::int, run ->> 'internal_notes' FROM pg_temp.run('order_get', %L)$$,
                         pg_temp.as_user(viewer, jsonb_build_object('id', o))),
                  format('SELECT %s, %L WHERE %L', o, CASE WHEN viewer >= 103 THEN 'a secret' END, sees),
                  format('user %s, order %s: %s', viewer, o, CASE WHEN sees THEN 'seen' ELSE 'not there' END))
FROM (VALUES (101, 1, true), (102, 1, false), (103, 1, false), (104, 1, true), (105, 1, true),
             (101, 511, false), (103, 511, true), (104, 511, true)) AS v (viewer, o, sees);

SELECT pg_temp.answers('order_move_facts',
                       pg_temp.as_user(viewer, jsonb_build_object('id', o, 'action', action, 'status', status)),
                       jsonb_build_object('move', move, 'permitted', permitted),
                       format('user %s, order %s, %s: %s, %s', viewer, o, coalesce(action, status),
                              CASE WHEN permitted THEN 'permitted' ELSE 'not permitted' END, coalesce(move, 'no move')))
FROM (VALUES (101, 1, 'cancel', NULL, 'cancel', true), (101, 1, 'confirm', NULL, 'confirm', false),
             (104, 1, 'confirm', NULL, 'confirm', true), (104, 1, NULL, 'confirmed', 'confirm', true),
             (104, 1, NULL, 'delivered', NULL, true), (104, 1, NULL, 'draft', NULL, true),
             (104, 500, NULL, 'delivered', 'deliver', true), (101, 500, 'cancel', NULL, NULL, true),
             (103, 511, 'cancel', NULL, 'cancel', true), (103, 511, 'approve', NULL, 'approve', false),
             (104, 511, 'approve', NULL, 'approve', true), (104, 511, 'reject', NULL, 'reject', true)
     ) AS v (viewer, o, action, status, move, permitted);
SELECT is_empty(format($$SELECT pg_temp.run('order_move_facts', %L)$$, pg_temp.as_user(102, '{"id": 1, "action": "cancel"}')),
                'another''s order can''t even be tried');
SELECT pg_temp.answers('order_move_facts', pg_temp.as_user(104, '{"id": 500, "action": "cancel"}'),
                       '{"product_ids": [1, 2], "version": 3}', 'products are named in the order of their locks');

-- Lists: by cursor, each row once, newest first.
SELECT results_eq(format($$SELECT (run ->> 'id')::int FROM pg_temp.run('orders_by_created_desc', %L)$$,
                         pg_temp.as_user(viewer, jsonb_build_object('page_rows', 100, 'page_offset', 0, 'scope', scope))),
                  format('SELECT id::int FROM orders WHERE id = ANY (%L) ORDER BY created_at DESC, id DESC', seen),
                  format('user %s lists %s: %s', viewer, coalesce(scope, 'all'), seen))
FROM (VALUES (101, NULL, '{1,500,502}'), (102, NULL, '{}'), (103, NULL, '{510,511,512,513,514,515}'),
             (104, 'me', '{}'), (104, NULL, '{1,500,502,510,511,512,513,514,515}')) AS v (viewer, scope, seen);
RESET SESSION AUTHORIZATION;
UPDATE orders SET created_at = now() - make_interval(hours => (id / 2)::int);
SET LOCAL SESSION AUTHORIZATION orderd_app;
CREATE FUNCTION pg_temp.pages(list text, key text) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    after jsonb := '{}';
    one jsonb;
BEGIN
    LOOP
        SELECT run INTO one FROM pg_temp.run(list, pg_temp.as_user(104, after || '{"page_rows": 1, "page_offset": 0}'));
        EXIT WHEN one IS NULL;
        RETURN NEXT one ->> 'id';
        after := jsonb_build_object('after_key', one ->> key, 'after_id', one ->> 'id');
    END LOOP;
END $$;
SELECT results_eq(format('SELECT pg_temp.pages(%L, %L)', 'orders_by_' || name, key),
                  format('SELECT id FROM orders ORDER BY %s', wanted), 'one by one, by ' || name)
FROM (VALUES ('created', 'created_at', 'created_at, id'), ('created_desc', 'created_at', 'created_at DESC, id DESC'),
             ('total', 'total', 'total, id'), ('total_desc', 'total', 'total DESC, id DESC')) AS v (name, key, wanted);
SELECT results_eq(format('SELECT pg_temp.pages(%L, %L)', 'products_by_' || name, key),
                  format('SELECT id FROM products ORDER BY %s', wanted), 'one by one, products by ' || name)
FROM (VALUES ('name', 'name', 'name, id'), ('name_desc', 'name', 'name DESC, id DESC'),
             ('price', 'price', 'price, id'), ('price_desc', 'price', 'price DESC, id DESC'),
             ('created', 'created_at', 'created_at, id'), ('created_desc', 'created_at', 'created_at DESC, id DESC')
     ) AS v (name, key, wanted);
SELECT is_empty($$SELECT FROM pg_temp.run('products_by_name', '{"page_rows": 100, "page_offset": 0}') WHERE run ->> 'sku' = 'RELIC'$$,
                'buyers do not see what is out of sale');

-- ---- product_stock, product_update ----

CREATE FUNCTION pg_temp.saw(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"id": 2, "me_id": 104, "request_id": "test-saw"}' || jsonb_build_object('version', version) || given FROM products WHERE id = 2;
$$;
SELECT pg_temp.runs('product_stock', pg_temp.saw('{"adjustment": 7, "reason": "found"}'), 'product_stock adds');
SELECT pg_temp.runs('product_stock', pg_temp.saw('{"adjustment": -2}'), 'product_stock takes');
SELECT pg_temp.runs('product_stock', pg_temp.saw('{"quantity": 20}'), 'product_stock sets');
SELECT pg_temp.runs('product_stock', pg_temp.saw('{"quantity": 20}'), 'product_stock sets what is so');
SELECT results_eq('SELECT on_hand, version FROM products WHERE id = 2', 'VALUES (20, 5)', 'the stock is what was said');
SELECT results_eq($$SELECT kind::text, quantity, reason::text FROM stock_movements WHERE request_id = 'test-saw' ORDER BY id$$,
                  $$VALUES ('restock', 7, 'found'), ('adjustment', -2, NULL), ('adjustment', 12, NULL)$$,
                  'the ledger has every change, and only changes');
SELECT pg_temp.refuses('product_stock', pg_temp.saw('{"adjustment": 1, "version": 4}'), 'again',
                       'product_stock starts again when it changed');
SELECT pg_temp.breaks(format($$SELECT pg_temp.run('product_stock', %L)$$, pg_temp.saw('{"quantity": 0}')),
                      'products_reserved_within_on_hand', 'what is reserved stays: set');
SELECT pg_temp.breaks(format($$SELECT pg_temp.run('product_stock', %L)$$, pg_temp.saw('{"adjustment": -20}')),
                      'products_reserved_within_on_hand', 'what is reserved stays: taken');
SELECT pg_temp.breaks(format($$SELECT pg_temp.run('product_update', %L)$$, pg_temp.saw('{"stock": 0}')),
                      'products_reserved_within_on_hand', 'what is reserved stays: edited');
SELECT pg_temp.refuses('product_update', pg_temp.saw('{"is_active": false}'), 'product_reserved',
                       'what is reserved stays in sale');
SELECT pg_temp.refuses('product_update', pg_temp.saw('{"name": "Fretsaw", "version": 4}'), 'again',
                       'product_update starts again when it changed');
SELECT pg_temp.runs('product_update',
                    pg_temp.saw('{"name": "Fretsaw", "stock": 21, "weight_kg": 0.5, "has_weight_kg": true}'),
                    'product_update changes what was sent');
SELECT results_eq('SELECT sku::text, name::text, price::numeric, on_hand, reserved, weight_kg::numeric, category_id, version
                   FROM products WHERE id = 2',
                  $$VALUES ('SAW', 'Fretsaw', 25.50, 21, 1, 0.500, 20::bigint, 6)$$, 'and nothing else');
SELECT pg_temp.runs('product_update', pg_temp.saw('{"has_category": true, "has_weight_kg": true}'), 'null takes away');
SELECT results_eq('SELECT category_id, weight_kg::numeric FROM products WHERE id = 2', 'VALUES (NULL::bigint, NULL::numeric)',
                  'what may be away');

-- ---- idempotency_claim, idempotency_find ----

CREATE FUNCTION pg_temp.key(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"principal": "user:101", "route": "POST /orders", "idempotency_key": "k1", "request_hash": "\\x01",
             "reply_status": 201, "id": 500}'::jsonb || given;
$$;
SELECT is_empty($$SELECT pg_temp.run('idempotency_find', pg_temp.key('{}'))$$, 'a new key is not found');
SELECT pg_temp.runs('idempotency_claim', pg_temp.key('{}'), 'and can be claimed');
SELECT pg_temp.breaks($$SELECT pg_temp.run('idempotency_claim', pg_temp.key('{}'))$$, 'idempotency_keys_pkey', 'once');
SELECT pg_temp.answers('idempotency_find', pg_temp.key('{}'), '{"id": 500, "status": 201, "same_request": true}',
                       'then it is found');
SELECT pg_temp.answers('idempotency_find', pg_temp.key('{"request_hash": "\\x02"}'), '{"same_request": false}',
                       'another request with it is another request');
SELECT is((SELECT replays FROM idempotency_keys), 2, 'each time it is counted');
SELECT is_empty(format($$SELECT pg_temp.run('idempotency_find', %L)$$, pg_temp.key(other)),
                'not found: ' || other::text)
FROM unnest(ARRAY['{"principal": "user:102"}', '{"route": "POST /products"}', '{"idempotency_key": "K1"}']::jsonb[]) AS other;

-- ---- attempt_failed ----

CREATE FUNCTION pg_temp.fail(times int, given jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.run('attempt_failed', '{"user_id": 101, "remote_address": "192.0.2.1", "request_id": "test-login"}' || given)
    FROM generate_series(1, times);
$$;
CREATE FUNCTION pg_temp.age(minutes int) RETURNS void LANGUAGE sql AS $$
    UPDATE login_failures SET since = since - make_interval(mins => minutes), locked_until = locked_until - make_interval(mins => minutes);
$$;
CREATE FUNCTION pg_temp.hour() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR quarter IN 1..4 LOOP
        PERFORM pg_temp.age(16);
        PERFORM pg_temp.fail(9);
    END LOOP;
END $$;
SELECT pg_temp.fail(4);
SELECT results_eq('SELECT origin, failures::int, locked_until FROM login_failures ORDER BY 1',
                  $$VALUES ('address:192.0.2.1', 4, NULL::timestamptz), ('all', 4, NULL)$$, 'four wrong passwords are counted');
SELECT pg_temp.fail(1);
SELECT results_eq($$SELECT origin, failures::int, locked_until = now() + interval '15 minutes' FROM login_failures ORDER BY 1$$,
                  $$VALUES ('address:192.0.2.1', 5, true), ('all', 5, NULL)$$, 'the fifth locks the address for a quarter of an hour');
SELECT results_eq($$SELECT subject_id, payload FROM outbox WHERE event = 'user.locked'$$,
                  $$VALUES (101::bigint, '{"user_id": 101}'::jsonb)$$, 'the outbox tells the owner');
SELECT pg_temp.fail(7);
SELECT is((SELECT sum(failures)::int FROM login_failures), 10, 'what is locked is not counted');
SELECT pg_temp.answers('login_facts', '{"email": "cara@example.com", "remote_address": "192.0.2.1"}',
                       '{"address_origin": "address:192.0.2.1", "locked_origins": "address:192.0.2.1"}', 'login_facts tell of it');

SELECT pg_temp.hour();
SELECT results_eq($$SELECT origin, failures::int FROM login_failures ORDER BY 1$$,
                  $$VALUES ('address:192.0.2.1', 5), ('all', 5)$$, 'whoever goes on for an hour locks but themselves out');

SELECT pg_temp.age(16);
SELECT pg_temp.fail(4, jsonb_build_object('remote_address', '2001:db8:0:' || n || '::' || n)) FROM generate_series(1, 5) AS n;
SELECT results_eq($$SELECT origin FROM login_failures WHERE since = now() ORDER BY 1$$,
                  $$VALUES ('address:2001:db8:0:1::'), ('address:2001:db8:0:2::'), ('address:2001:db8:0:3::'),
                           ('address:2001:db8:0:4::'), ('address:2001:db8:0:5::'), ('all')$$, 'IPv6 is counted by networks of 64 bits');
SELECT pg_temp.answers('login_facts', '{"email": "cara@example.com", "remote_address": "192.0.2.1"}',
                       '{"locked_origins": "all"}', 'twenty of all addresses lock them all');
SELECT is((SELECT count(*)::int FROM outbox WHERE event = 'user.locked'), 6, 'which the owner is told, too');
SELECT pg_temp.fail(6, '{"known_origin": "device:x"}');
SELECT results_eq($$SELECT failures::int, locked_until FROM login_failures WHERE origin = 'device:x'$$,
                  $$VALUES (5, timestamptz 'infinity')$$, 'a device is counted by itself, and after five known no more');
SELECT is((SELECT count(*)::int FROM outbox WHERE event = 'user.locked'), 6, 'which locks nothing');
SELECT pg_temp.answers('login_facts', '{"email": "cara@example.com", "remote_address": "::ffff:192.0.2.1"}',
                       '{"address_origin": "address:::ffff:192.0.2.1"}', 'but what is IPv4 in disguise, which is one address');
SELECT pg_temp.runs('attempt_failed', '{"remote_address": "192.0.2.1"}', 'an unknown account fails in the same way');
SELECT results_eq('SELECT event, subject_id, count(*)::int FROM audit_log WHERE address IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2',
                  $$VALUES ('login.failed', 101::bigint, 68), ('login.failed', NULL, 1), ('user.locked', 101, 6)$$,
                  'the audit has every failure');

-- ---- session_create, session_principal ----

CREATE FUNCTION pg_temp.sign_in(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"user_id": 101, "sid": "00000000-0000-4000-8000-000000000001", "password_hash": "$argon2id$v=19$Cara",
             "refresh_seconds": 604800, "remote_address": "192.0.2.1", "user_agent": "test"}'::jsonb
           || jsonb_build_object('refresh_hash', '\x' || repeat('a1', 32)) || given;
$$;
CREATE FUNCTION pg_temp.refused_if(change text, statement text, given jsonb, description text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT throws_ok(format('%s; SELECT pg_temp.run(%L, %L)', change, statement, given), 'ORDRD', 'again', description);
$$;
DELETE FROM login_failures;
SELECT pg_temp.refused_if(format($$INSERT INTO login_failures (user_id, origin, locked_until) VALUES (101, %L, now() + interval '1 minute')$$,
                                 origin), 'session_create', pg_temp.sign_in(given), 'nobody signs in where it is locked: ' || origin)
FROM (VALUES ('all', '{}'::jsonb), ('address:192.0.2.1', '{}'), ('device:x', '{"known_origin": "device:x"}')) AS t (origin, given);
INSERT INTO login_failures (user_id, origin, locked_until)
VALUES (101, 'address:192.0.2.1', now()), (101, 'address:192.0.2.2', now() + interval '1 minute'), (101, 'all', NULL);
SELECT pg_temp.refused_if('UPDATE users SET is_active = false WHERE id = 101', 'session_create', pg_temp.sign_in('{}'),
                          'nor to one that was closed');
SELECT pg_temp.refuses('session_create', pg_temp.sign_in('{"password_hash": "$argon2id$v=19$old"}'), 'again',
                       'nor with a password that was changed meanwhile');
SELECT pg_temp.runs('session_create', pg_temp.sign_in('{}'), 'session_create signs in');
SELECT results_eq('SELECT origin FROM login_failures ORDER BY 1', $$VALUES ('address:192.0.2.2'), ('all')$$,
                  'what failed there before is forgotten');
SELECT results_eq($$SELECT s.user_id, s.expires_at = now() + interval '7 days', s.revoked_at, t.expires_at = s.expires_at, t.used_at
                    FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id$$,
                  'VALUES (101::bigint, true, NULL::timestamptz, true, NULL::timestamptz)', 'a session with a refresh token');
SELECT is((SELECT count(*)::int FROM audit_log WHERE event = 'session.created' AND actor_id = 101), 1,
          'the audit has it');

CREATE FUNCTION pg_temp.principal(change text, given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
BEGIN
    EXECUTE change;
    SELECT run INTO answer FROM pg_temp.run('session_principal', '{"sid": "00000000-0000-4000-8000-000000000001", "sub": 101}' || given);
    RAISE EXCEPTION 'undo';
EXCEPTION WHEN raise_exception THEN
    RETURN answer;
END $$;
SELECT is(pg_temp.principal('SELECT 1', '{}'),
          '{"me_id": 101, "me_role": "customer", "me_customer_id": 101, "me_department_id": null, "lacks_factor": false}'::jsonb, 'the session is its user''s');
SELECT is(pg_temp.principal($$UPDATE users SET role = 'staff' WHERE id = 101$$, '{}') ->> 'me_role', 'staff',
          'with the role they have now');
SELECT is(pg_temp.principal('SELECT 1', '{"sub": 102}'), NULL, 'and of no other');
SELECT is(pg_temp.principal('UPDATE sessions SET revoked_at = now()', '{}'), NULL, 'a revoked one is nobody''s');
SELECT is(pg_temp.principal('UPDATE sessions SET expires_at = now()', '{}'), NULL, 'an expired one too');
SELECT is(pg_temp.principal('UPDATE users SET is_active = false WHERE id = 101', '{}'), NULL,
          'and one whose user was closed');

-- ---- session_refresh, session_reused, session_revoke ----

CREATE FUNCTION pg_temp.refresh(old text, new text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('old_hash', '\x' || repeat(old, 32), 'refresh_hash', '\x' || repeat(new, 32), 'refresh_seconds', 604800);
$$;
CREATE FUNCTION pg_temp.successors(VARIADIC hashes text[]) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('successor_hashes', string_agg('\x' || repeat(hash, 32), ' ')) FROM unnest(hashes) AS hash;
$$;
SELECT pg_temp.runs('session_refresh', pg_temp.refresh('a1', 'b1'), 'session_refresh rotates');
SELECT results_eq('SELECT token_hash, used_at IS NOT NULL FROM refresh_tokens ORDER BY 1',
                  $$VALUES (decode(repeat('a1', 32), 'hex'), true), (decode(repeat('b1', 32), 'hex'), false)$$,
                  'the old token is used, the new one is not');
SELECT pg_temp.refuses('session_refresh', pg_temp.refresh('a1', 'b2'), 'again', 'a used one yields no other');
SELECT pg_temp.runs('session_shared', pg_temp.refresh('a1', 'b1'), 'but the one that it gave, once more');
SELECT pg_temp.refuses('session_shared', pg_temp.refresh('a1', 'a1'), 'again', 'which is not used yet');
SELECT pg_temp.answers('refresh_facts', pg_temp.refresh('a1', 'b1') || pg_temp.successors('a1', 'ff', 'b1'),
                       '{"is_used": true, "is_reuse": false, "used_successors": 1}', 'of those that may follow, it counts the used');
UPDATE refresh_tokens SET used_at = now() - interval '11 seconds' WHERE token_hash = decode(repeat('a1', 32), 'hex');
SELECT pg_temp.refuses('session_refresh', pg_temp.refresh('a1', 'b3'), 'again', 'later it yields nothing');
SELECT pg_temp.answers('refresh_facts', pg_temp.refresh('a1', 'b3'),
                       '{"is_reuse": true, "is_live": true, "user_id": 101}',
                       'and is known as used again');
SELECT pg_temp.answers('refresh_facts', pg_temp.refresh('b1', 'b3'),
                       '{"is_reuse": false, "is_used": false, "is_live": true}',
                       'the new one is good');
SELECT is_empty($$SELECT pg_temp.run('refresh_facts', pg_temp.refresh('ff', 'b3'))$$, 'an invented one is unknown');
SELECT pg_temp.run('session_reused',
    '{"sid": "00000000-0000-4000-8000-000000000001", "remote_address": "192.0.2.9"}') FROM generate_series(1, 2);
SELECT is(pg_temp.principal('SELECT 1', '{}'), NULL, 'session_reused ends the session');
SELECT pg_temp.answers('refresh_facts', pg_temp.refresh('b1', 'b3'), '{"is_live": false}',
                       'and all its refresh tokens');
SELECT pg_temp.refuses('session_refresh', pg_temp.refresh('b1', 'b3'), 'again', 'even for one who has already asked');
SELECT is((SELECT count(*)::int FROM audit_log WHERE event = 'session.reuse_detected'), 1, 'the audit has it, once');

UPDATE login_failures SET locked_until = now() + interval '1 minute' WHERE origin = 'all';
SELECT pg_temp.runs('session_create', pg_temp.sign_in('{"known_origin": "device:y"}'::jsonb || jsonb_build_object(
                                          'sid', '00000000-0000-4000-8000-000000000003', 'refresh_hash', '\x' || repeat('c0', 32))),
                    'a device that is known signs in while all are locked');
UPDATE login_failures SET locked_until = NULL WHERE origin = 'all';
SELECT pg_temp.runs('session_create', pg_temp.sign_in(jsonb_build_object('sid', '00000000-0000-4000-8000-000000000002',
                                                                         'refresh_hash', '\x' || repeat('c1', 32))), 'another sign-in');
SELECT is_empty($$SELECT pg_temp.run('session_revoke', '{"me_id": 102, "session_id": "00000000-0000-4000-8000-000000000002"}')$$,
                'another''s session is not there');
SELECT pg_temp.answers('session_revoke', '{"me_id": 101, "sid": "00000000-0000-4000-8000-000000000002"}',
                       '{"message": "Logged out"}',
                       'one''s own ends');
SELECT is(pg_temp.principal('SELECT 1', '{"sid": "00000000-0000-4000-8000-000000000002"}'), NULL, 'at once');

-- ---- user_create, user_unlock ----

SELECT pg_temp.runs('user_create', '{"id": 901, "new_customer_id": 901, "email": "new@example.com", "first_name": "New",
                                     "password_hash": "$argon2id$new"}', 'user_create makes a user');
SELECT results_eq('SELECT role::text, customer_id, department_id, is_active FROM users WHERE id = 901',
                  $$VALUES ('customer', 901::bigint, NULL::bigint, true)$$, 'a customer, with a customer of their own');
SELECT pg_temp.breaks($$SELECT pg_temp.run('user_create', '{"id": 902, "new_customer_id": 902, "email": "NEW@Example.com",
                                                            "password_hash": "$argon2id$new"}')$$, 'users_email_key', 'once an address');
UPDATE login_failures SET locked_until = now() + interval '1 minute';
INSERT INTO login_failures (user_id, origin, locked_until) VALUES (101, 'device:x', 'infinity');
SELECT pg_temp.answers('user_unlock', '{"email": "CARA@example.com"}', '{"id": 101}',
                       'user_unlock knows them by e-mail');
SELECT results_eq('SELECT origin FROM login_failures', $$VALUES ('device:x')$$, 'and unlocks; a device that guessed stays unknown');

-- ---- account_update, forget_customer: an admin is left ----

SELECT pg_temp.refuses(statement, given, 'last_admin', 'the last admin stays one: ' || statement)
FROM (VALUES ('account_update', '{"id": 105, "version": 1, "role": "manager"}'::jsonb),
             ('account_update', '{"id": 105, "version": 1, "is_active": false}'),
             ('forget_customer', '{"id": 105, "version": 1}')) AS t (statement, given);
SELECT pg_temp.runs('forget_customer', '{"id": 104, "version": 1}', 'anybody else can be forgotten');

-- At the end of it all: what the ledger says is what the products have.
SELECT is_empty($$
    SELECT p.id FROM products p
    LEFT JOIN (SELECT product_id, sum(quantity) FILTER (WHERE kind = 'reserve')
                      - coalesce(sum(quantity) FILTER (WHERE kind IN ('release', 'sale')), 0) AS reserved
               FROM stock_movements GROUP BY 1) m ON m.product_id = p.id
    -- Order 1 was there before the ledger.
    WHERE p.reserved <> coalesce(m.reserved, 0) + CASE p.id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 0 END$$,
    'reserved is what the ledger says');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'all of it can be committed');

RESET SESSION AUTHORIZATION;
-- ---- shipping ----

SELECT pg_temp.runs('shipping_rate_create', '{"id": 900, "name": "Light", "min_weight_kg": 0, "max_weight_kg": 5, "price": 4}',
                    'shipping_rate_create makes a rate');
SELECT pg_temp.answers('shipping_facts', '{"weight_kg": 5}', '{"by_weight": true, "rate_id": 900, "rate_price": 4.00}',
                       'shipping_facts finds it');
SELECT pg_temp.answers('shipping_facts', '{"weight_kg": 5.001}', '{"by_weight": true, "rate_id": null}',
                       'and not for what is heavier');
SELECT pg_temp.refuses('shipping_rate_delete', '{"id": 901}', 'again', 'shipping_rate_delete starts again when it is gone');

SELECT * FROM finish();
ROLLBACK;
