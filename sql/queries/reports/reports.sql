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

-- What was sold and what became less of it is a list of entries, a row each, that reports add up and
-- that export_sales gives away: orders on the day they were placed, and less of them what was cancelled
-- since (which was not sold, as orders that were cancelled whole are not), returns on the day they were
-- received, and what else was given back on the day that was decided.

-- Of orders o that are sold.
-- fragment: order_counts
@order_sold AND o.deleted_at IS NULL

-- What went back of sold orders, or need not be paid: but for what is owed again, and what followed
-- from a return or a change, which is in the order's own figures. A dispute counts once it is lost.
-- fragment: taken_back
SELECT 'return' AS kind, order_id, received_at AS at, refund_amount AS amount FROM returns WHERE refund_amount > 0
UNION ALL
SELECT 'refund', f.order_id, f.created_at, op.amount
FROM refunds f JOIN payment_operations op ON op.refund_id = f.id
WHERE NOT f.price_fell AND op.state <> 'failed' AND (op.by <> 'bank' OR op.state = 'succeeded')

-- What the cancelled pieces of sold order o, which goes on, came to.
-- fragment: order_cancelled
LATERAL (
    SELECT c.gross, c.gross + CASE WHEN o.tax_included THEN 0 ELSE c.tax END - c.worth AS discount, c.tax, c.worth
    FROM (SELECT sum(l.unit_price * l.cancelled_quantity) AS gross,
                 coalesce(sum(round(l.tax * l.cancelled_quantity / l.quantity, 2)),
                          round(o.tax * sum(l.unit_price * l.cancelled_quantity) / nullif(o.subtotal, 0), 2), 0) AS tax,
                 gone_worth(o.id, array_agg(l.id), array_agg(-l.returned_quantity)) AS worth
          FROM order_lines l WHERE l.order_id = o.id) c) c

-- Where order o goes, by the names that countries have; null where none is known, and of who was forgotten.
-- fragment: order_country
(SELECT known.country FROM country_words known
 WHERE known.word = country_word(coalesce(o.shipping_address, o.billing_address) ->> 'country'))

-- What made less of sales in the spans.
-- fragment: sale_entries
SELECT e.* FROM spans CROSS JOIN LATERAL (
    SELECT 'cancelled' AS kind, o.id AS order_id, o.created_at AS at, o.currency, o.department_id, o.customer_id, @order_country AS country,
           o.discount_terms ->> 'code' AS code, -c.gross AS gross, -c.discount AS discount, -c.tax AS tax,
           CASE WHEN o.tax_included THEN -c.tax ELSE 0 END AS tax_in_prices, 0.00 AS shipping_cost, 0.00 AS refunded
    FROM orders o CROSS JOIN @order_cancelled
    WHERE o.created_at >= spans.since AND o.created_at < spans.until AND @order_counts
      AND EXISTS (SELECT FROM order_lines less WHERE less.order_id = o.id AND less.cancelled_quantity > 0)
    UNION ALL
    SELECT b.kind, o.id, b.at, o.currency, o.department_id, o.customer_id, @order_country, o.discount_terms ->> 'code', 0.00, 0.00, 0.00, 0.00, 0.00, b.amount
    FROM (@taken_back) b JOIN orders o ON o.id = b.order_id
    WHERE @order_counts AND b.at >= spans.since AND b.at < spans.until
    OFFSET 0) e

-- What the report of sales adds up of the spans: orders by their status, and what made less of them.
-- fragment: sale_parts
SELECT (o.created_at AT TIME ZONE time_zone)::date AS day, o.status, o.currency, o.department_id, o.discount_terms ->> 'code' AS code,
       count(*) AS orders, sum(o.subtotal) AS gross, sum(o.discount) AS discount, sum(o.tax) AS tax,
       sum(CASE WHEN o.tax_included THEN o.tax ELSE 0.00 END) AS tax_in_prices, sum(o.shipping_cost) AS shipping_cost, 0.00 AS refunded
FROM period CROSS JOIN spans JOIN orders o ON o.created_at >= spans.since AND o.created_at < spans.until
WHERE o.deleted_at IS NULL
GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT (at AT TIME ZONE time_zone)::date, NULL, e.currency, department_id, code, 0, sum(gross), sum(discount), sum(tax),
       sum(tax_in_prices), sum(shipping_cost), sum(refunded)
FROM period CROSS JOIN (@sale_entries) e
GROUP BY 1, 3, 4, 5

-- The same from the sums of days, and from rows where there are none.
-- fragment: sales_of_period
clean AS MATERIALIZED (@sums_clean AND grain = 'day'),
spans AS MATERIALIZED (@spans_left),
parts AS MATERIALIZED (
    SELECT day, status, currency, department_id, code, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded
    FROM clean JOIN sale_sums ON summed_id = clean.id
    UNION ALL
    @sale_parts
)

-- fragment: part_counts
(status IS NULL OR status IN (SELECT status FROM order_statuses WHERE sold))

-- name: report_sales :one
-- All is counted from the few parts. Every currency that was sold in has a row, and the shop's in any
-- case.
WITH period AS MATERIALIZED (@report_period), @sales_of_period,
entries AS MATERIALIZED (
    SELECT day, currency, department_id, code, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded
    FROM parts WHERE @part_counts
    UNION ALL
    SELECT NULL, currency, NULL, NULL, 0, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00
    FROM (SELECT currency FROM period UNION SELECT currency FROM parts) every
), by_currency AS (
    SELECT e.currency, @report_sums,
           coalesce(round(sum(@entry_revenue) / nullif(sum(e.orders), 0), 2), 0.00) AS average_order,
           (SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.day), '[]')
            FROM (SELECT day, @report_sums FROM entries WHERE currency = e.currency AND day IS NOT NULL GROUP BY day) d) AS by_day,
           (SELECT coalesce(json_agg(row_to_json(s) ORDER BY s.status), '[]')
            FROM (SELECT status, sum(orders) AS orders,
                         sum(@entry_revenue) AS total
                  FROM parts WHERE currency = e.currency AND status IS NOT NULL GROUP BY status) s) AS by_status,
           (SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.department), '[]')
            FROM (SELECT department_id, (SELECT name FROM departments WHERE id = department_id) AS department, @report_sums
                  FROM entries WHERE currency = e.currency AND day IS NOT NULL GROUP BY department_id) d) AS by_department,
           (SELECT coalesce(json_agg(row_to_json(c) ORDER BY c.code), '[]')
            FROM (SELECT code, @report_sums FROM entries WHERE currency = e.currency AND code IS NOT NULL GROUP BY code) c) AS by_code
    FROM entries e GROUP BY e.currency
)
SELECT nullif(p.since, '-infinity') AS "from", nullif(p.until, 'infinity') AS "to", p.time_zone,
       (SELECT json_agg(row_to_json(c) ORDER BY c.currency <> p.currency, c.currency) FROM by_currency c) AS currencies
FROM period p;

-- fragment: entry_revenue
(gross - discount + tax - tax_in_prices + shipping_cost)

-- fragment: report_sums
sum(orders) AS orders, sum(gross) AS gross, sum(discount) AS discount, sum(tax) AS tax, sum(tax_in_prices) AS tax_in_prices,
sum(shipping_cost) AS shipping_cost, sum(@entry_revenue) AS revenue, sum(refunded) AS refunded,
sum(@entry_revenue - refunded) AS net

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

-- What of line l of sold order o was not cancelled, at the order's own rate and discount where it has no
-- money of its own.
-- fragment: line_kept
LATERAL (
    SELECT l.quantity - l.cancelled_quantity AS quantity, l.unit_price * (l.quantity - l.cancelled_quantity) AS gross,
           CASE WHEN l.tax IS NOT NULL
                THEN l.discount - CASE WHEN l.cancelled_quantity = 0 THEN 0
                                       ELSE l.unit_price * l.cancelled_quantity - round((l.subtotal - l.discount - own.included) * l.cancelled_quantity / l.quantity, 2)
                                            - CASE WHEN o.tax_included THEN round(l.tax * l.cancelled_quantity / l.quantity, 2) ELSE 0 END END
                WHEN o.discount = 0 THEN 0.00
                ELSE round(o.discount * l.unit_price * (l.quantity - l.cancelled_quantity) / o.subtotal, 2) END AS discount,
           CASE WHEN l.tax IS NOT NULL THEN l.tax - round(l.tax * l.cancelled_quantity / l.quantity, 2)
                WHEN o.tax = 0 OR o.subtotal = 0 THEN 0.00
                ELSE round(o.tax * l.unit_price * (l.quantity - l.cancelled_quantity) / o.subtotal, 2) END AS tax
    FROM (SELECT CASE WHEN o.tax_included THEN l.tax ELSE 0 END AS included) own)

-- A line is an entry on the day when it was ordered, and one on each on which pieces came back: what
-- went back for the pieces of a return is spread over its lines.
-- fragment: line_entries
SELECT e.* FROM spans CROSS JOIN LATERAL (
    SELECT 'line' AS kind, o.id AS order_id, o.created_at AS at, o.currency, l.product_id, l.product_sku, l.product_name, k.quantity,
           0 AS returned_quantity, k.gross, k.discount, k.tax, CASE WHEN o.tax_included THEN k.tax ELSE 0.00 END AS tax_in_prices,
           0.00 AS refunded
    FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.quantity > l.cancelled_quantity CROSS JOIN @line_kept k
    WHERE @order_counts AND o.created_at >= spans.since AND o.created_at < spans.until
    UNION ALL
    SELECT 'return', o.id, back.received_at, o.currency, l.product_id, l.product_sku, l.product_name, 0, back.quantity, 0.00, 0.00, 0.00,
           0.00, back.amount
    FROM (SELECT rt.order_id, rt.received_at, rl.order_line_id, rl.quantity,
                 coalesce(round(w.given * w.upto / nullif(w.whole, 0), 2) - round(w.given * (w.upto - w.worth) / nullif(w.whole, 0), 2), 0) AS amount
          FROM returns rt JOIN return_lines rl ON rl.return_id = rt.id
          JOIN LATERAL (
              SELECT back.order_line_id, rt.refund_amount - rt.shipping_refund AS given, bl.unit_price * back.quantity AS worth,
                     sum(bl.unit_price * back.quantity) OVER (ORDER BY bl.id) AS upto, sum(bl.unit_price * back.quantity) OVER () AS whole
              FROM return_lines back JOIN order_lines bl ON bl.id = back.order_line_id WHERE back.return_id = rt.id) w
              ON w.order_line_id = rl.order_line_id
          WHERE rt.received_at >= spans.since AND rt.received_at < spans.until) back
    JOIN order_lines l ON l.id = back.order_line_id
    JOIN orders o ON o.id = back.order_id
    WHERE @order_counts
    OFFSET 0) e

-- What the report of top products adds up, amounts in hundredths: from sums, and from rows where there
-- are none.
-- fragment: product_totals
SELECT product_id, currency, sum(orders) AS orders, sum(quantity) AS quantity, sum(returned_quantity) AS returned_quantity,
       sum(gross) AS gross, sum(discount) AS discount, sum(tax) AS tax, sum(tax_in_prices) AS tax_in_prices, sum(refunded) AS refunded
FROM (SELECT product_id, currency, orders, quantity, returned_quantity, gross, discount, tax, tax_in_prices, refunded
      FROM clean JOIN product_sums ON summed_id = clean.id
      UNION ALL
      SELECT product_id, currency, CASE kind WHEN 'line' THEN 1 ELSE 0 END, quantity, returned_quantity, (gross * 100)::bigint,
             (discount * 100)::bigint, (tax * 100)::bigint, (tax_in_prices * 100)::bigint, (refunded * 100)::bigint
      FROM (@line_entries) e) part
GROUP BY product_id, currency

-- From sums of months and days, and the spans that are left.
-- fragment: sums_of_period
months AS MATERIALIZED (@sums_clean AND grain = 'month'),
clean AS MATERIALIZED (
    SELECT * FROM months
    UNION ALL
    @sums_clean AND grain = 'day' AND NOT EXISTS (SELECT FROM months WHERE months.span @> s.span)
),
spans AS MATERIALIZED (@spans_left)

-- name: report_top_products :many
-- By pieces sold; names as they are today.
WITH period AS MATERIALIZED (@report_period),
@sums_of_period,
sold AS (@product_totals ORDER BY quantity DESC, gross DESC, product_id, currency LIMIT :limit::bigint)
SELECT p.id AS product_id, p.sku AS product_sku, p.name AS product_name, c.name AS category, s.currency, s.quantity,
       s.returned_quantity, s.gross * 0.01 AS gross, s.discount * 0.01 AS discount, s.tax * 0.01 AS tax,
       s.tax_in_prices * 0.01 AS tax_in_prices, s.refunded * 0.01 AS refunded,
       (s.gross - s.discount + s.tax - s.tax_in_prices - s.refunded) * 0.01 AS net, s.orders
FROM sold s JOIN products p ON p.id = s.product_id LEFT JOIN categories c ON c.id = p.category_id
ORDER BY s.quantity DESC, s.gross DESC, p.id, s.currency;

-- What the reports of buyers add up, amounts in hundredths, as product_totals does.
-- fragment: buyer_totals
SELECT customer_id, country, currency, sum(orders) AS orders, sum(gross) AS gross, sum(discount) AS discount, sum(tax) AS tax,
       sum(tax_in_prices) AS tax_in_prices, sum(shipping_cost) AS shipping_cost, sum(refunded) AS refunded
FROM (SELECT customer_id, country, currency, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded
      FROM clean JOIN buyer_sums ON summed_id = clean.id
      UNION ALL
      SELECT customer_id, country, currency, CASE kind WHEN 'order' THEN 1 ELSE 0 END, (gross * 100)::bigint, (discount * 100)::bigint,
             (tax * 100)::bigint, (tax_in_prices * 100)::bigint, (shipping_cost * 100)::bigint, (refunded * 100)::bigint
      FROM (@all_entries) e) part
GROUP BY customer_id, country, currency

-- fragment: buyer_sums
sum(orders) AS orders, sum(gross) * 0.01 AS gross, sum(discount) * 0.01 AS discount, sum(tax) * 0.01 AS tax,
sum(tax_in_prices) * 0.01 AS tax_in_prices, sum(shipping_cost) * 0.01 AS shipping_cost, sum(@entry_revenue) * 0.01 AS revenue,
sum(refunded) * 0.01 AS refunded, sum(@entry_revenue - refunded) * 0.01 AS net

-- name: report_customers :many
-- Who bought most; names as they are today.
WITH period AS MATERIALIZED (@report_period), @sums_of_period, bought AS (
    SELECT customer_id, currency, @buyer_sums FROM (@buyer_totals) total GROUP BY customer_id, currency
    ORDER BY net DESC, customer_id, currency LIMIT :limit::bigint
)
SELECT b.customer_id, nullif(concat_ws(' ', c.first_name, c.last_name), '') AS customer, b.currency, b.orders, b.gross, b.discount,
       b.tax, b.tax_in_prices, b.shipping_cost, b.revenue, b.refunded, b.net
FROM bought b LEFT JOIN customers c ON c.id = b.customer_id
ORDER BY b.net DESC, b.customer_id, b.currency;

-- name: report_countries :many
WITH period AS MATERIALIZED (@report_period), @sums_of_period
SELECT country, currency, @buyer_sums FROM (@buyer_totals) total GROUP BY country, currency ORDER BY net DESC, country, currency;

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
-- Of the orders that it could be in, its plan has one: export_begin has the parameters stand in it.
SELECT o.order_number, o.external_id, o.status, o.payment_status, o.created_at, d.name AS department,
       nullif(concat_ws(' ', o.customer ->> 'first_name', o.customer ->> 'last_name'), '') AS customer,
       o.customer ->> 'email' AS customer_email, o.subtotal, o.discount_terms ->> 'code' AS discount_code, o.discount, o.tax,
       o.tax_included, o.shipping_cost, o.total, o.paid, o.refunded,
       order_due(o.status, o.total, o.owed_less, o.paid) AS due, @order_net AS net, o.currency, o.payment_method,
       o.shipping_method, o.carrier, o.tracking_number, o.confirmed_at, o.shipped_at, o.delivered_at, o.cancelled_at,
       o.customer_notes, (SELECT sum(quantity) FROM order_lines WHERE order_id = o.id) AS pieces, o.shipping_address ->> 'city' AS city,
       o.updated_at
FROM orders o LEFT JOIN departments d ON d.id = o.department_id
WHERE @orders_matching AND (:ids::bigint[] IS NULL OR o.id = ANY (:ids))
ORDER BY CASE :sort::text WHEN 'total' THEN o.total END, CASE :sort WHEN '-total' THEN o.total END DESC,
         CASE :sort WHEN 'order_number' THEN o.order_number END, CASE :sort WHEN '-order_number' THEN o.order_number END DESC,
         CASE :sort WHEN 'created_at' THEN o.created_at END, CASE :sort WHEN '-created_at' THEN o.created_at END DESC,
         CASE WHEN :sort ^@ '-' THEN o.id END DESC, o.id;

-- What reports say of a sold order is left of it today; nothing of others.
-- fragment: order_net
CASE WHEN NOT @order_counts THEN 0.00
     ELSE o.total - coalesce((SELECT c.worth FROM @order_cancelled WHERE c.gross > 0), 0)
          - coalesce((SELECT sum(amount) FROM (@taken_back) b WHERE b.order_id = o.id), 0) END

-- The entries that reports of the period add up.
-- fragment: all_entries
SELECT 'order' AS kind, o.id AS order_id, o.created_at AS at, o.currency, o.department_id, o.customer_id, @order_country AS country,
       o.discount_terms ->> 'code' AS code, o.subtotal AS gross, o.discount, o.tax,
       CASE WHEN o.tax_included THEN o.tax ELSE 0.00 END AS tax_in_prices, o.shipping_cost, 0.00 AS refunded
FROM spans JOIN orders o ON o.created_at >= spans.since AND o.created_at < spans.until
WHERE @order_counts
UNION ALL
@sale_entries

-- name: export_sales :many
WITH period AS MATERIALIZED (@report_period), spans AS MATERIALIZED (SELECT since, until FROM period), priced AS (
    SELECT *, @entry_revenue AS revenue FROM (@all_entries) entries
)
SELECT e.at, (e.at AT TIME ZONE p.time_zone)::date::text AS day, e.kind, o.order_number, d.name AS department, e.code AS discount_code,
       e.currency, e.gross, e.discount, e.tax, e.tax_in_prices, e.shipping_cost, e.revenue, e.refunded, e.revenue - e.refunded AS net,
       e.customer_id, nullif(concat_ws(' ', c.first_name, c.last_name), '') AS customer, e.country
FROM period p CROSS JOIN priced e JOIN orders o ON o.id = e.order_id LEFT JOIN departments d ON d.id = e.department_id
LEFT JOIN customers c ON c.id = e.customer_id
WHERE (:customer_id::bigint IS NULL OR e.customer_id = :customer_id)
  AND (:country::text IS NULL OR e.country = (SELECT country FROM country_words WHERE word = country_word(:country)))
ORDER BY e.at, e.order_id, e.kind;

-- name: export_lines :many
-- The entries that top products are made of.
WITH period AS MATERIALIZED (@report_period), spans AS MATERIALIZED (SELECT since, until FROM period)
SELECT e.at, (e.at AT TIME ZONE p.time_zone)::date::text AS day, e.kind, o.order_number, e.product_sku, e.product_name, e.currency,
       e.quantity, e.returned_quantity, e.gross, e.discount, e.tax, e.tax_in_prices, e.refunded,
       e.gross - e.discount + e.tax - e.tax_in_prices - e.refunded AS net
FROM period p CROSS JOIN (@line_entries) e JOIN orders o ON o.id = e.order_id
ORDER BY e.at, e.order_id, e.kind;

-- name: export_inventory :many
SELECT p.sku, p.name, p.description, c.name AS category, p.price, p.on_hand, p.reserved, p.on_hand - p.reserved AS available,
       p.low_stock_threshold, p.on_hand - p.reserved <= p.low_stock_threshold AS is_low_stock, p.weight_kg, p.tax_class, p.is_active,
       p.price * p.on_hand AS value, shop.currency, p.updated_at
FROM shop CROSS JOIN @products_searched LEFT JOIN categories c ON c.id = p.category_id
WHERE @products_matching
ORDER BY CASE :sort::text WHEN 'name' THEN p.name END, CASE :sort WHEN '-name' THEN p.name END DESC,
         CASE :sort WHEN 'price' THEN p.price END, CASE :sort WHEN '-price' THEN p.price END DESC,
         CASE :sort WHEN 'created_at' THEN p.created_at END, CASE :sort WHEN '-created_at' THEN p.created_at END DESC,
         CASE WHEN :sort ^@ '-' THEN p.id END DESC, p.id;

-- name: export_customers :many
-- As the import takes them; without who was forgotten, of whom there is nothing to tell.
SELECT c.external_id, c.email, c.first_name, c.last_name, c.phone,
       CASE WHEN jsonb_typeof(c.address) = 'string' THEN c.address #>> '{}' END AS address,
       a.name AS address_name, a.company AS address_company, a.street AS address_street, a.street2 AS address_street2,
       a.city AS address_city, a.state AS address_state, a.postal_code AS address_postal_code, a.country AS address_country,
       a.phone AS address_phone, c.vat_id, c.tax_exemption, c.tax_note, c.created_at, c.updated_at
FROM customers c
LEFT JOIN LATERAL jsonb_to_record(CASE WHEN jsonb_typeof(c.address) = 'object' THEN c.address END) AS a (@address_columns) ON true
WHERE @customers_matching
  AND NOT (c.first_name = 'Anonymised' AND c.last_name = 'Customer' AND num_nonnulls(c.email, c.phone, c.address, c.external_id) = 0)
ORDER BY c.id;

-- A line of an order that left in several shipments is told once for each; what has not left stands with
-- the first.
-- fragment: order_line_parts
SELECT 0::bigint AS position, true AS is_first, x.quantity, x.carrier, x.tracking_number, x.shipped_at
WHERE NOT (@order_line_is_split)
UNION ALL
SELECT s.id, s.id = min(s.id) OVER (),
       sl.quantity + CASE WHEN s.id = min(s.id) OVER () THEN x.quantity - sum(sl.quantity) OVER () ELSE 0 END::integer,
       s.carrier, s.tracking_number, s.created_at
FROM shipment_lines sl JOIN shipments s ON s.id = sl.shipment_id
WHERE sl.order_line_id = x.line_id AND @order_line_is_split

-- fragment: order_line_is_split
(EXISTS (SELECT FROM shipments WHERE order_id = x.order_id OFFSET 1) AND EXISTS (SELECT FROM shipment_lines WHERE order_line_id = x.line_id))

-- name: export_order_lines :many
-- Orders as the import takes them.
SELECT x.reference, x.order_number, x.customer_external_id, x.customer_email, x.sku, part.quantity,
       CASE WHEN part.is_first THEN x.returned_quantity ELSE 0 END AS returned_quantity, x.unit_price,
       CASE WHEN part.is_first THEN x.discount ELSE 0.00 END AS discount, x.shipping_cost,
       x.tax, x.tax_included, x.currency, x.total, x.status, x.created_at, x.confirmed_at, part.shipped_at, x.delivered_at, x.cancelled_at,
       x.returned_at, x.payment_status, x.paid, x.paid_at, x.refunded, x.refunded_at, x.payment_method, x.shipping_method, part.carrier,
       part.tracking_number,
       CASE WHEN jsonb_typeof(x.shipping_address) = 'string' THEN x.shipping_address #>> '{}' END AS shipping_address,
       a.name AS shipping_address_name, a.company AS shipping_address_company, a.street AS shipping_address_street, a.street2 AS shipping_address_street2,
       a.city AS shipping_address_city, a.state AS shipping_address_state, a.postal_code AS shipping_address_postal_code, a.country AS shipping_address_country, a.phone AS shipping_address_phone,
       CASE WHEN jsonb_typeof(x.billing_address) = 'string' THEN x.billing_address #>> '{}' END AS billing_address,
       b.name AS billing_address_name, b.company AS billing_address_company, b.street AS billing_address_street, b.street2 AS billing_address_street2,
       b.city AS billing_address_city, b.state AS billing_address_state, b.postal_code AS billing_address_postal_code, b.country AS billing_address_country, b.phone AS billing_address_phone,
       x.customer_notes
FROM (@order_as_lines WHERE @orders_matching) x CROSS JOIN LATERAL (@order_line_parts) part
LEFT JOIN LATERAL jsonb_to_record(CASE WHEN jsonb_typeof(x.shipping_address) = 'object' THEN x.shipping_address END) AS a (@address_columns) ON true
LEFT JOIN LATERAL jsonb_to_record(CASE WHEN jsonb_typeof(x.billing_address) = 'object' THEN x.billing_address END) AS b (@address_columns) ON true
ORDER BY x.created_at, x.order_id, x.line_id, part.position;

-- fragment: address_columns
name text, company text, street text, street2 text, city text, state text, postal_code text, country text, phone text
