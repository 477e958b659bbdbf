-- The allowed moves, against a list of the test's own, and held by the database.
BEGIN;
SELECT plan(12 + 121);
\ir support/shop.sql

-- pending → confirmed → processing → shipped → delivered; whoever can see an order may cancel it
-- until something ships; approving, rejecting and the rest is a manager's.
SELECT bag_eq($$SELECT from_status::text, action, to_status::text, least_role::text FROM order_transitions$$, $$VALUES
    ('pending',          'confirm', 'confirmed',  'manager'),
    ('confirmed',        'process', 'processing', 'manager'),
    ('confirmed',        'ship',    'shipped',    'manager'),
    ('processing',       'ship',    'shipped',    'manager'),
    ('shipped',          'deliver', 'delivered',  'manager'),
    ('pending_approval', 'approve', 'confirmed',  'manager'),
    ('pending_approval', 'reject',  'rejected',   'manager'),
    ('pending_approval', 'cancel',  'cancelled',  'customer'),
    ('pending',          'cancel',  'cancelled',  'customer'),
    ('confirmed',        'cancel',  'cancelled',  'customer'),
    ('processing',       'cancel',  'cancelled',  'customer'),
    ('confirmed',         'ship',           'partially_shipped', 'manager'),
    ('processing',        'ship',           'partially_shipped', 'manager'),
    ('partially_shipped', 'ship',           'partially_shipped', 'manager'),
    ('partially_shipped', 'ship',           'shipped',           'manager'),
    ('partially_shipped', 'cancel',         'shipped',           'manager'),
    ('partially_shipped', 'cancel',         'returned',          'manager'),
    ('partially_shipped', 'return',         'partially_shipped', 'manager'),
    ('shipped',           'return',         'shipped',           'manager'),
    ('delivered',         'return',         'delivered',         'manager'),
    ('shipped',           'return',         'returned',          'manager'),
    ('delivered',         'return',         'returned',          'manager'),
    ('partially_shipped', 'request_return', 'partially_shipped', 'customer'),
    ('shipped',           'request_return', 'shipped',           'customer'),
    ('delivered',         'request_return', 'delivered',         'customer'),
    ('partially_shipped', 'reject_return',  'partially_shipped', 'manager'),
    ('shipped',           'reject_return',  'shipped',           'manager'),
    ('delivered',         'reject_return',  'delivered',         'manager'),
    ('returned',          'reject_return',  'returned',          'manager'),
    ('partially_shipped', 'withdraw_return', 'partially_shipped', 'customer'),
    ('shipped',           'withdraw_return', 'shipped',          'customer'),
    ('delivered',         'withdraw_return', 'delivered',        'customer'),
    ('returned',          'withdraw_return', 'returned',         'customer'),
    ('partially_shipped', 'mend_shipment',  'partially_shipped', 'manager'),
    ('shipped',           'mend_shipment',  'shipped',           'manager'),
    ('partially_shipped', 'undo_shipment',  'confirmed',         'manager'),
    ('partially_shipped', 'undo_shipment',  'processing',        'manager'),
    ('partially_shipped', 'undo_shipment',  'partially_shipped', 'manager'),
    ('shipped',           'undo_shipment',  'confirmed',         'manager'),
    ('shipped',           'undo_shipment',  'processing',        'manager'),
    ('shipped',           'undo_shipment',  'partially_shipped', 'manager'),
    ('draft',             'edit',           'draft',             'customer'),
    ('pending',           'edit',           'pending',           'customer'),
    ('pending',           'edit',           'pending_approval',  'customer'),
    ('pending_approval',  'edit',           'pending_approval',  'manager'),
    ('confirmed',         'edit',           'confirmed',         'manager'),
    ('processing',        'edit',           'processing',        'manager'),
    ('draft',             'annotate',       'draft',             'manager'),
    ('pending',           'annotate',       'pending',           'manager'),
    ('pending_approval',  'annotate',       'pending_approval',  'manager'),
    ('confirmed',         'annotate',       'confirmed',         'manager'),
    ('processing',        'annotate',       'processing',        'manager'),
    ('partially_shipped', 'annotate',       'partially_shipped', 'manager'),
    ('shipped',           'annotate',       'shipped',           'manager'),
    ('draft',             'place',          'pending',           'customer'),
    ('draft',             'place',          'pending_approval',  'customer'),
    ('draft',             'cancel',         'cancelled',         'customer'),
    ('draft',             'delete',         'draft',             'customer'),
    ('pending',           'delete',         'pending',           'admin')$$, 'these moves and no others');

-- What an order has reserved is given up by leaving for nowhere and sold by shipping.
SELECT is_empty($$SELECT * FROM order_transitions WHERE stock_effect <> CASE
                      WHEN action IN ('cancel', 'reject', 'delete') AND from_status <> 'draft' THEN 'release'
                      WHEN action = 'ship' THEN 'sell' ELSE 'none' END::stock_effect$$,
                'each move does to the stock what its end means');
SELECT is_empty($$SELECT event FROM order_transitions WHERE event !~ '^order\.[a-z_]+$'$$,
                'events are order.something');
SELECT results_eq($$SELECT DISTINCT event FROM order_transitions ORDER BY event$$,
                  ARRAY['order.approved', 'order.cancelled', 'order.confirmed', 'order.created', 'order.deleted', 'order.delivered',
                        'order.partially_shipped', 'order.processing', 'order.rejected', 'order.returned',
                        'order.shipped', 'order.updated'], 'each end has its event');
SELECT is_empty($$SELECT from_status, to_status FROM order_transitions WHERE by_status GROUP BY 1, 2 HAVING count(*) > 1$$,
                'a wanted status stands for one move');
SELECT bag_eq($$SELECT from_status::text, action FROM order_transitions GROUP BY 1, 2 HAVING count(*) > 1$$, $$VALUES
                ('confirmed', 'ship'), ('processing', 'ship'), ('partially_shipped', 'ship'), ('partially_shipped', 'cancel'),
                ('shipped', 'return'), ('delivered', 'return'), ('pending', 'edit'), ('draft', 'place'),
                ('partially_shipped', 'undo_shipment'), ('shipped', 'undo_shipment')$$,
              'an action leads to one status, but where quantities or the budget decide');
SELECT is_empty($$SELECT from_status, action FROM order_transitions GROUP BY 1, 2
                  HAVING count(DISTINCT (least_role, stock_effect)) > 1$$,
                'and both ends of an action ask for the same role and do the same to the stock');
SELECT is_empty($$SELECT action FROM order_transitions WHERE from_status = to_status AND by_status$$,
                'a status never asks for itself');
SELECT is_empty($$SELECT from_status FROM order_transitions
                  WHERE from_status IN ('cancelled', 'rejected', 'returned') AND to_status <> from_status$$,
                'nothing comes back from the end');
SELECT results_eq($$SELECT unnest(enum_range(NULL::order_status))::text COLLATE "C" ORDER BY 1$$,
                  ARRAY['cancelled', 'confirmed', 'delivered', 'draft', 'partially_shipped', 'pending',
                        'pending_approval', 'processing', 'rejected', 'returned', 'shipped'] COLLATE "C",
                  'the statuses of an order');
SELECT enum_has_labels('orderd', 'role', ARRAY['customer', 'staff', 'manager', 'admin'], 'the roles, least first');

-- Every pair of statuses, by a bare UPDATE: moved when the table says so, refused when not.
CREATE FUNCTION pg_temp.moves(old order_status, new order_status) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    wanted text := CASE WHEN old = new OR EXISTS (SELECT FROM order_transitions WHERE from_status = old AND to_status = new)
                        THEN 'nothing was refused' ELSE 'orders_move_is_allowed' END;
BEGIN
    RETURN QUERY SELECT pg_temp.breaks(format(
        'SELECT pg_temp.order_with(%L); UPDATE orders SET status = %L WHERE id = 2', jsonb_build_object('status', old), new),
        wanted, format('%s to %s: %s', old, new, wanted));
END $$;
SELECT pg_temp.moves(old,
                     new) FROM unnest(enum_range(NULL::order_status)) old, unnest(enum_range(NULL::order_status)) new;

-- Nor can the application go round it.
SET LOCAL SESSION AUTHORIZATION orderd_app;
SELECT throws_ok($$UPDATE orders SET status = 'delivered' WHERE id = 1$$, '23514', NULL, 'the application is held too');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
