-- Reports over orders and stock, and the rows of the CSV exports.

-- fragment: order_sold
(o.status = ANY (ARRAY(SELECT status FROM order_statuses WHERE sold)))

-- From and to, or so many days up to today.
-- fragment: report_period
SELECT shop.currency, shop.time_zone,
       CASE WHEN :from::text IS NOT NULL THEN @from_moment
            WHEN :to::text IS NULL
            THEN (date_trunc('day', now() AT TIME ZONE shop.time_zone) - (coalesce(:days::integer, 30) - 1) * interval '1 day')
                 AT TIME ZONE shop.time_zone
            ELSE '-infinity' END AS since,
       coalesce(@to_moment, 'infinity') AS until
FROM shop

-- name: report_sales :one
-- One pass over the orders of the period; the rest is counted from its few groups.
WITH period AS MATERIALIZED (@report_period), groups AS MATERIALIZED (
    SELECT (o.created_at AT TIME ZONE p.time_zone)::date AS day, o.status, o.department_id, @order_sold AS sold,
           count(*) AS orders, sum(o.subtotal) AS subtotal, sum(o.discount) AS discount, sum(o.tax) AS tax,
           sum(o.shipping_cost) AS shipping_cost, sum(o.total) AS total
    FROM period p JOIN orders o ON o.created_at >= p.since AND o.created_at < p.until AND o.deleted_at IS NULL
    GROUP BY 1, 2, 3, 4
)
SELECT nullif(p.since, '-infinity') AS "from", nullif(p.until, 'infinity') AS "to", p.time_zone, p.currency,
       t.orders, t.subtotal, t.discount, t.tax, t.shipping_cost, t.revenue,
       coalesce(round(t.revenue / nullif(t.orders, 0), 2), 0.00) AS average_order,
       (SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.day), '[]')
        FROM (SELECT day, sum(orders) AS orders, sum(total) AS revenue FROM groups WHERE sold GROUP BY day) d) AS by_day,
       (SELECT coalesce(json_agg(row_to_json(s) ORDER BY s.status), '[]')
        FROM (SELECT status, sum(orders) AS orders, sum(total) AS total FROM groups GROUP BY status) s) AS by_status,
       (SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.department), '[]')
        FROM (SELECT g.department_id, min(d.name) AS department, sum(g.orders) AS orders, sum(g.total) AS revenue
              FROM groups g LEFT JOIN departments d ON d.id = g.department_id
              WHERE g.sold GROUP BY g.department_id) d) AS by_department
FROM period p,
     (SELECT coalesce(sum(orders), 0)::bigint AS orders, coalesce(sum(subtotal), 0.00) AS subtotal,
             coalesce(sum(discount), 0.00) AS discount, coalesce(sum(tax), 0.00) AS tax,
             coalesce(sum(shipping_cost), 0.00) AS shipping_cost, coalesce(sum(total), 0.00) AS revenue
      FROM groups WHERE sold) t;

-- name: report_inventory :one
WITH groups AS MATERIALIZED (
    SELECT category_id, count(*) AS products, count(*) FILTER (WHERE is_active) AS active_products,
           sum(on_hand) AS on_hand, sum(reserved) AS reserved, sum(price * on_hand) AS value,
           count(*) FILTER (WHERE is_active AND on_hand - reserved <= low_stock_threshold) AS low_stock_products,
           count(*) FILTER (WHERE is_active AND on_hand = reserved) AS out_of_stock_products
    FROM products GROUP BY category_id
)
SELECT (SELECT currency FROM shop) AS currency, coalesce(sum(products), 0)::bigint AS products,
       coalesce(sum(active_products), 0)::bigint AS active_products, coalesce(sum(on_hand), 0)::bigint AS on_hand,
       coalesce(sum(reserved), 0)::bigint AS reserved, coalesce(sum(on_hand - reserved), 0)::bigint AS available,
       coalesce(sum(value), 0.00) AS value, coalesce(sum(low_stock_products), 0)::bigint AS low_stock_products,
       coalesce(sum(out_of_stock_products), 0)::bigint AS out_of_stock_products,
       (SELECT coalesce(json_agg(row_to_json(g) ORDER BY g.category), '[]')
        FROM (SELECT c.name AS category, g.products, g.on_hand, g.reserved, g.on_hand - g.reserved AS available, g.value
              FROM groups g LEFT JOIN categories c ON c.id = g.category_id) g) AS by_category
FROM groups;

-- name: report_top_products :many
-- By pieces sold; names as they are today.
WITH period AS MATERIALIZED (@report_period), sold AS (
    SELECT l.product_id, sum(l.quantity - l.cancelled_quantity) AS quantity,
           sum(l.returned_quantity) AS returned_quantity,
           sum(l.unit_price * (l.quantity - l.cancelled_quantity)) AS revenue, count(*) AS orders
    FROM period p JOIN orders o ON o.created_at >= p.since AND o.created_at < p.until AND @order_sold
                  AND o.deleted_at IS NULL
    JOIN order_lines l ON l.order_id = o.id AND l.quantity > l.cancelled_quantity
    GROUP BY l.product_id
    ORDER BY 2 DESC, 4 DESC, 1 LIMIT :limit::bigint
)
SELECT p.id AS product_id, p.sku AS product_sku, p.name AS product_name, c.name AS category, s.quantity,
       s.returned_quantity, s.revenue, s.orders
FROM sold s JOIN products p ON p.id = s.product_id LEFT JOIN categories c ON c.id = p.category_id
ORDER BY s.quantity DESC, s.revenue DESC, p.id;

-- name: business_day :one
SELECT to_char(now() AT TIME ZONE time_zone, 'YYYY-MM-DD') AS today FROM shop;

-- name: export_begin :exec
-- Not the time limit of a page, and a plan for these filters.
SELECT set_config('statement_timeout', '0', true), set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: export_noted :exec
-- In a transaction of its own: an export may take long, and the audit log is sealed meanwhile.
INSERT INTO audit_log (event, actor_id, address, details, request_id)
VALUES ('report.exported', :me_id::bigint, :remote_address::inet, jsonb_build_object('report', :report::text), :request_id);

-- name: export_orders :many
SELECT o.order_number, o.status, o.payment_status, o.created_at, d.name AS department,
       nullif(concat_ws(' ', o.customer ->> 'first_name', o.customer ->> 'last_name'), '') AS customer,
       o.customer ->> 'email' AS customer_email, o.subtotal, o.discount, o.tax, o.shipping_cost, o.total, o.paid,
       o.refunded, order_due(o.status, o.total, o.owed_less, o.paid) AS due, o.currency, o.payment_method, o.shipping_method, o.carrier, o.tracking_number, o.confirmed_at, o.shipped_at, o.delivered_at,
       o.cancelled_at, o.customer_notes
FROM orders o LEFT JOIN departments d ON d.id = o.department_id
WHERE @orders_matching
ORDER BY o.created_at, o.id;

-- name: export_inventory :many
SELECT p.sku, p.name, c.name AS category, p.price, p.on_hand, p.reserved, p.on_hand - p.reserved AS available,
       p.low_stock_threshold, p.on_hand - p.reserved <= p.low_stock_threshold AS is_low_stock, p.weight_kg, p.is_active,
       p.price * p.on_hand AS value
FROM @products_searched LEFT JOIN categories c ON c.id = p.category_id
WHERE @products_matching
ORDER BY p.name, p.id;
