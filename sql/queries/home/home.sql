-- What waits for people.

-- No more of each than this are counted.
-- fragment: home_most
1000

-- fragment: home_of
o.status = ANY (w.statuses::order_status[]) AND o.deleted_at IS NULL LIMIT @home_most + 1

-- As /orders finds them (orders_split).
-- fragment: home_orders
(SELECT count(*) FROM (
    (SELECT o.id FROM orders o WHERE :me_role::role >= 'manager' AND @home_of)
    UNION (SELECT o.id FROM orders o WHERE :me_role = 'staff' AND o.department_id = :me_department_id::bigint AND @home_of)
    UNION (SELECT o.id FROM orders o WHERE :me_role = 'staff' AND o.user_id = :me_id::bigint AND @home_of)
    UNION (SELECT o.id FROM orders o WHERE :me_role = 'staff' AND o.customer_id = :me_customer_id::bigint AND @home_of)
    LIMIT @home_most + 1) AS counted)

-- name: home :many
-- With the list and the filter that have exactly these. No index knows the stock, so that what is low
-- is found as its list finds it.
SELECT what, least(n, @home_most) AS count, n > @home_most AS capped, list, filter
FROM (VALUES (1, 'orders_to_approve',  'staff'::role, '/orders',              'status=pending_approval', '{pending_approval}'),
             (2, 'orders_to_confirm',  'staff',       '/orders',              'status=pending',          '{pending}'),
             (3, 'orders_to_ship',     'staff',       '/orders',
                 'status=confirmed,processing,partially_shipped', '{confirmed,processing,partially_shipped}'),
             (4, 'returns_requested',  'manager',     '/returns',             'status=requested',        NULL),
             (5, 'payments_failed',    'manager',     '/payments',            'failed=true',             NULL),
             (6, 'products_low',       'staff',       '/inventory/low-stock', '',                        NULL),
             (7, 'deliveries_dead',    'admin',       '/webhooks/deliveries', 'state=dead',              NULL),
             (8, 'mails_dead',         'admin',       '/admin/mails',         'state=dead',              NULL))
     AS w (place, what, least_role, list, filter, statuses)
CROSS JOIN LATERAL (
    SELECT CASE what
        WHEN 'returns_requested' THEN (SELECT count(*) FROM (
            SELECT FROM returns WHERE status = 'requested' LIMIT @home_most + 1) AS counted)
        WHEN 'payments_failed' THEN (SELECT count(*) FROM (
            (@payments_unsettled LIMIT @home_most + 1) UNION (@payments_declined LIMIT @home_most + 1) LIMIT @home_most + 1) AS counted)
        WHEN 'products_low' THEN (SELECT count(*) FROM (
            SELECT FROM products p WHERE @product_low LIMIT @home_most + 1) AS counted)
        WHEN 'deliveries_dead' THEN (SELECT count(*) FROM (
            SELECT FROM webhook_deliveries WHERE state = 'dead' LIMIT @home_most + 1) AS counted)
        WHEN 'mails_dead' THEN (SELECT count(*) FROM (
            SELECT FROM mails WHERE state = 'dead' LIMIT @home_most + 1) AS counted)
        ELSE @home_orders END AS n
    OFFSET 0) AS waiting -- or each is counted for every time that n stands above
WHERE :me_role::role >= least_role
ORDER BY place;
