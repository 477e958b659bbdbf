-- What a status means stands in order_statuses, and nowhere else but where a literal is needed.
BEGIN;
SELECT plan(7);
SET LOCAL search_path = orderd, public;

SELECT results_eq('SELECT status FROM order_statuses ORDER BY 1', 'SELECT unnest(enum_range(NULL::order_status)) ORDER BY 1',
                  'every status has its row');
SELECT is_empty($$SELECT status FROM order_statuses s
                  WHERE ended AND EXISTS (SELECT FROM order_transitions WHERE from_status = s.status AND to_status <> s.status
                                                                         AND action <> 'return')
                     OR NOT ended AND NOT EXISTS (SELECT FROM order_transitions WHERE from_status = s.status AND to_status <> s.status)$$,
                'what has ended can only come back, and all else goes on');
SELECT is_empty($$SELECT from_status, to_status FROM order_transitions
                  JOIN order_statuses f ON f.status = from_status JOIN order_statuses t ON t.status = to_status
                  WHERE stock_effect <> 'none' AND NOT f.holds_stock OR f.holds_stock AND NOT t.holds_stock AND stock_effect = 'none'$$,
                'stock is released or sold by who holds it, and no longer held without that');

-- The frequent statement's copy.
\set has_left `sed -n '/^-- fragment: order_has_left/{n;p}' sql/queries/orders/orders.sql`
SELECT results_eq('SELECT status FROM order_statuses o WHERE ' || :'has_left', 'SELECT status FROM order_statuses WHERE has_left',
                  'order_has_left is has_left');

SELECT results_eq('SELECT status FROM order_statuses WHERE order_due(status, 1, 0, 0) = 1', 'SELECT status FROM order_statuses WHERE payable',
                  'what is payable is owed');

-- Only that one, and the predicates of indexes and constraints, name several statuses.
\set lists `grep -rnE "(IN|ANY) *\('[{]?(draft|pending_approval|confirmed|processing|partially_shipped|shipped|delivered|returned|rejected|cancelled)'?," sql/queries | grep -vc "orders.sql:[0-9]*:o.status IN ('partially_shipped', 'shipped', 'delivered', 'returned')$"`
SELECT is(:'lists'::int, 0, 'no statement has a list of statuses of its own');
\set compared `grep -rnE 'is_status|strcmp\(.*"(draft|pending|pending_approval|confirmed|processing|partially_shipped|shipped|delivered|rejected|cancelled)"\)' src/api src/ctl | grep -vc 'place.c'`
SELECT is(:'compared'::int, 0, 'no handler knows what a status means');

SELECT * FROM finish();
ROLLBACK;
