-- No list of orders reads all of them: 100,000 here, a million in ./dev bench.
BEGIN;
SELECT plan(3);
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

SELECT * FROM finish();
ROLLBACK;
