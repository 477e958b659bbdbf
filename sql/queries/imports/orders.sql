-- Orders of the past: a line is a line of an order, and those of one reference are one order.

-- fragment: import_orders_columns
reference text, customer_external_id text, customer_email text, sku text, quantity integer, returned_quantity integer, unit_price numeric, discount numeric,
shipping_cost numeric, tax numeric, tax_included boolean, status text, created_at text, confirmed_at text, shipped_at text,
delivered_at text, cancelled_at text, returned_at text, payment_status text, paid numeric, paid_at text, refunded numeric,
refunded_at text, payment_method text, shipping_method text, carrier text, tracking_number text, shipping_address jsonb,
billing_address jsonb, customer_notes text

-- A line of less than nothing is what came back of the order's lines of that product.
-- fragment: import_orders_given
SELECT i.line, g.reference, g.customer_external_id, g.customer_email, g.sku, g.quantity AS asked_quantity, greatest(g.quantity, 0) AS quantity,
       g.returned_quantity, CASE WHEN g.quantity < 0 THEN -g.quantity ELSE g.returned_quantity END AS back, g.unit_price AS asked_price,
       coalesce(g.unit_price, p.price) AS unit_price, g.discount AS asked_discount, coalesce(g.discount, 0) AS discount,
       g.shipping_cost, g.tax, g.tax_included, g.status, g.payment_status, g.paid, g.refunded, g.payment_method, g.shipping_method,
       g.carrier, g.tracking_number, g.shipping_address, g.billing_address, g.customer_notes, t.*,
       p.id AS product_id, p.name AS product_name, p.on_hand - p.reserved AS available, c.id AS customer_id, c.customer, s.currency,
       to_char(t.created_at AT TIME ZONE s.time_zone, 'YYYYMMDD') AS day
FROM import_lines() i CROSS JOIN shop s
CROSS JOIN jsonb_to_record(i.fields) AS g (@import_orders_columns)
CROSS JOIN LATERAL (
    SELECT import_moment(g.created_at, s.time_zone) AS created_at, import_moment(g.confirmed_at, s.time_zone) AS confirmed_at,
           import_moment(g.shipped_at, s.time_zone) AS shipped_at, import_moment(g.delivered_at, s.time_zone) AS delivered_at,
           import_moment(g.cancelled_at, s.time_zone) AS cancelled_at, import_moment(g.returned_at, s.time_zone) AS returned_at,
           import_moment(g.paid_at, s.time_zone) AS paid_at, import_moment(g.refunded_at, s.time_zone) AS refunded_at) t
LEFT JOIN product_of_sku(g.sku) AS known ON true LEFT JOIN products p ON p.id = known.id
CROSS JOIN LATERAL (
    SELECT min(id) AS id,
           (array_agg(jsonb_build_object('id', id, 'first_name', first_name, 'last_name', last_name, 'email', email,
                                         'phone', phone, 'address', address) ORDER BY id))[1] AS customer
    FROM (SELECT * FROM customers WHERE external_id = g.customer_external_id
          UNION ALL
          SELECT * FROM customers WHERE lower(email) = lower(g.customer_email) AND g.customer_external_id IS NULL) found) c
WHERE NOT jsonb_exists(i.fields, 'spoiled')

-- What the lines of an order, or of one shipment of it, say of the whole, beside what was said first.
-- What one leaves blank it does not say, but when it was shipped, unless it leaves blank when it was
-- placed, too. Where no numbers tell shipments apart, their days do.
-- fragment: import_orders_told
SELECT s.line, t."column", t.value, first_value(t.value) OVER one_thing AS stands, first_value(s.line) OVER one_thing AS first,
       t."column" = 'shipped_at' AND s.numbered IS NULL AS tells_apart
FROM seen s CROSS JOIN LATERAL (
    VALUES ('customer_external_id', customer_external_id), ('customer_email', lower(customer_email)),
           ('shipping_cost', trim_scale(shipping_cost)::text), ('tax', trim_scale(tax)::text), ('tax_included', tax_included::text),
           ('status', status), ('payment_status', payment_status), ('paid', trim_scale(paid)::text),
           ('refunded', trim_scale(refunded)::text), ('payment_method', payment_method), ('shipping_method', shipping_method),
           ('carrier', carrier), ('shipping_address', shipping_address::text),
           ('billing_address', billing_address::text), ('customer_notes', customer_notes), ('created_at', created_at::text),
           ('confirmed_at', confirmed_at::text), ('shipped_at', CASE WHEN created_at IS NULL THEN shipped_at::text ELSE coalesce(shipped_at::text, '') END), ('delivered_at', delivered_at::text),
           ('cancelled_at', cancelled_at::text), ('returned_at', returned_at::text), ('paid_at', paid_at::text),
           ('refunded_at', refunded_at::text)) AS t ("column", value)
WHERE s.last > s.first AND t.value IS NOT NULL
WINDOW one_thing AS (PARTITION BY s.reference, t."column", CASE WHEN t."column" IN ('carrier', 'shipped_at') THEN s.numbered END,
                                  CASE WHEN t."column" = 'carrier' AND s.numbered IS NULL THEN s.shipped_at END ORDER BY s.line)

-- The order that a reference is, by what it was called elsewhere or by its number here.
-- fragment: import_orders_known
(SELECT o.id FROM orders o WHERE upper(o.external_id) = upper(h.reference) AND o.external_id = h.reference
 UNION ALL
 SELECT o.id FROM orders o WHERE o.order_number = upper(h.reference) AND o.deleted_at IS NULL
 LIMIT 1)

-- Orders as their lines say, and what follows: where each stands, what was paid, and what it is worth
-- after what came back. Nothing here is guessed to be few (LIMIT, is_new), or who joins it is planned to
-- read all of it for each of them.
-- fragment: import_orders_heads
SELECT h.*, known.id AS known_id, known.id IS NULL AS is_new, now_at.status AS stands, now_at.has_left, now_at.has_arrived, now_at.comes_in,
       CASE WHEN now_at.sold AND now_at.status <> 'pending' THEN coalesce(h.confirmed_at, h.created_at) ELSE h.confirmed_at END AS sure_at,
       CASE WHEN now_at.has_left THEN coalesce(h.shipped_at, h.delivered_at, h.returned_at, h.created_at) END AS left_at,
       CASE WHEN now_at.status = 'delivered' THEN coalesce(h.delivered_at, h.shipped_at, h.created_at) ELSE h.delivered_at END AS arrived_at,
       CASE WHEN came.back > 0 THEN coalesce(h.returned_at, h.delivered_at, h.shipped_at, h.created_at) END AS back_at, came.back,
       CASE WHEN now_at.status = 'cancelled' THEN coalesce(h.cancelled_at, h.created_at) END AS off_at,
       money.total, money.share, paid.paid AS was_paid, paid.refunded AS went_back,
       fell.given_back,
       CASE WHEN money.total = 0 THEN 'paid'
            WHEN paid.refunded > 0 AND paid.refunded = paid.paid THEN 'refunded'
            WHEN came.back > 0 AND fell.given_back > 0 AND paid.paid - fell.given_back < money.total - money.share THEN 'pending'
            WHEN paid.refunded > 0 THEN 'partially_refunded'
            WHEN paid.paid > 0 AND paid.paid >= money.total - money.share THEN 'paid'
            ELSE 'pending' END AS pays
FROM (SELECT reference, min(line) AS line, row_number() OVER (ORDER BY min(line)) AS position, min(day) AS day,
             min(customer_id) AS customer_id, min(customer::text)::jsonb AS customer, sum(quantity * unit_price) AS subtotal,
             sum(quantity) AS pieces, sum(back) AS told_back, sum(back * unit_price) AS back_price,
             count(DISTINCT coalesce(product_id::text, sku)) AS products,
             sum(discount) AS discount, coalesce(max(tax), 0) AS tax, coalesce(max(shipping_cost), 0) AS shipping_cost,
             coalesce(bool_or(tax_included), false) AS tax_included, min(currency) AS currency,
             min(shipping_address::text)::jsonb AS shipping_address,
             coalesce(min(billing_address::text), min(shipping_address::text))::jsonb AS billing_address,
             min(customer_notes) AS customer_notes, min(status) AS status, min(payment_status) AS payment_status, min(paid) AS paid,
             min(refunded) AS refunded, min(payment_method) AS payment_method, min(shipping_method) AS shipping_method,
             min(carrier) AS carrier, min(tracking_number) AS tracking_number, max(tracking_number) AS last_number, min(created_at) AS created_at,
             min(confirmed_at) AS confirmed_at, min(shipped_at) AS first_sent, max(shipped_at) AS shipped_at, min(delivered_at) AS delivered_at, min(cancelled_at) AS cancelled_at, min(returned_at) AS returned_at, min(paid_at) AS paid_at, min(refunded_at) AS refunded_at
      FROM given GROUP BY reference) h
CROSS JOIN LATERAL (SELECT @import_orders_known AS id OFFSET 0) known
CROSS JOIN LATERAL (
    SELECT coalesce(h.status, CASE WHEN h.cancelled_at IS NOT NULL THEN 'cancelled' WHEN h.told_back >= h.pieces OR h.told_back IS NULL AND h.returned_at IS NOT NULL THEN 'returned'
                                   WHEN h.delivered_at IS NOT NULL OR h.told_back > 0 THEN 'delivered' WHEN h.shipped_at IS NOT NULL THEN 'shipped'
                                   ELSE 'confirmed' END) AS status) given_status
CROSS JOIN LATERAL (
    SELECT m.status::text AS status, m.sold, m.called_off, m.has_left, m.has_left AND m.ended AS has_arrived,
           m.status = 'cancelled' OR m.sold AND NOT (m.has_left AND m.holds_stock) AS comes_in
    FROM order_statuses m WHERE m.status::text = given_status.status LIMIT 1) now_at
CROSS JOIN LATERAL (
    SELECT CASE WHEN h.told_back IS NOT NULL THEN h.told_back WHEN now_at.status = 'returned' THEN h.pieces ELSE 0 END AS back,
           CASE WHEN h.told_back IS NOT NULL THEN h.back_price WHEN now_at.status = 'returned' THEN h.subtotal ELSE 0 END AS price) came
CROSS JOIN LATERAL (
    SELECT h.subtotal - h.discount + h.shipping_cost + CASE WHEN h.tax_included THEN 0 ELSE h.tax END AS total) cost
CROSS JOIN LATERAL (
    SELECT cost.total, goods_share(cost.total, h.shipping_cost, h.subtotal, came.price) AS share) money
CROSS JOIN LATERAL (
    SELECT was.paid, coalesce(h.refunded, CASE WHEN h.payment_status = 'refunded' THEN was.paid ELSE 0 END) AS refunded
    FROM (SELECT coalesce(h.paid, CASE WHEN h.payment_status IN ('paid', 'partially_refunded', 'refunded') THEN money.total ELSE 0 END)
                     AS paid) was) paid
CROSS JOIN LATERAL (
    SELECT CASE WHEN now_at.called_off THEN paid.refunded ELSE least(paid.refunded, money.share) END AS given_back) fell

-- An order that stands here, in the import's columns: a line a line. What is taken off the whole of it
-- stands with its first.
-- fragment: order_as_lines
SELECT o.id AS order_id, o.order_number, l.id AS line_id, l.product_id, coalesce(o.external_id, o.order_number) AS reference,
       c.external_id AS customer_external_id, o.customer ->> 'email' AS customer_email, p.sku, l.quantity,
       l.returned_quantity, l.unit_price, o.discount AS order_discount,
       CASE WHEN l.discount IS NOT NULL THEN l.discount::numeric
            WHEN l.id = (SELECT min(id) FROM order_lines WHERE order_id = o.id) THEN o.discount ELSE 0.00 END AS discount,
       o.shipping_cost, o.tax, o.tax_included, o.status::text AS status, o.created_at, o.confirmed_at, o.shipped_at, o.delivered_at,
       o.cancelled_at,
       (SELECT max(received_at) FROM returns WHERE order_id = o.id) AS returned_at,
       o.payment_status::text AS payment_status, o.paid,
       (SELECT min(op.settled_at) FROM payments p JOIN payment_operations op ON op.payment_id = p.id
        WHERE p.order_id = o.id AND op.state = 'succeeded' AND (op.kind = 'capture' OR op.kind = 'authorize' AND p.captures)) AS paid_at,
       o.refunded,
       (SELECT max(op.settled_at) FROM payments p JOIN payment_operations op ON op.payment_id = p.id
        WHERE p.order_id = o.id AND op.state = 'succeeded' AND op.kind = 'refund') AS refunded_at,
       o.payment_method, o.shipping_method, o.carrier, o.tracking_number, o.shipping_address, o.billing_address, o.customer_notes, o.currency, o.total
FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id LEFT JOIN customers c ON c.id = o.customer_id

-- fragment: order_in_shipments
(SELECT count(*) > 1 FROM shipments WHERE order_id = h.order_id)

-- fragment: order_address_had
CASE WHEN a ->> 'state' = '' THEN a - 'state' ELSE a END

-- What lines say of orders that stand here, and what these say.
-- fragment: import_orders_differing
SELECT s.line, t."column", t.said, t.has, (SELECT order_number FROM orders WHERE id = s.known_id) AS order_number
FROM seen s LEFT JOIN LATERAL (@order_as_lines WHERE o.id = s.known_id AND l.product_id = s.product_id OFFSET 0) h ON true
LEFT JOIN LATERAL (
    SELECT x.carrier, x.tracking_number, x.created_at AS shipped_at FROM shipments x
    WHERE x.order_id = h.order_id AND @order_in_shipments
      AND (x.tracking_number = s.tracking_number OR s.tracking_number IS NULL AND x.created_at = s.shipped_at) LIMIT 1) sent ON true
CROSS JOIN LATERAL (
    VALUES ('customer_external_id', s.customer_external_id, h.customer_external_id),
           ('customer_email', lower(s.customer_email), lower(h.customer_email)),
           ('sku', s.product_id::text, h.product_id::text), ('quantity', s.pieces::text, h.quantity::text),
           ('returned_quantity', s.pieces_back::text, h.returned_quantity::text),
           ('unit_price', trim_scale(s.asked_price)::text, trim_scale(h.unit_price)::text),
           ('discount', CASE WHEN s.line = s.first AND s.discounts > 0 THEN trim_scale(s.order_discount)::text END, trim_scale(h.order_discount)::text),
           ('shipping_cost', trim_scale(s.shipping_cost)::text, trim_scale(h.shipping_cost)::text),
           ('tax', trim_scale(s.tax)::text, trim_scale(h.tax)::text), ('tax_included', s.tax_included::text, h.tax_included::text),
           ('status', s.status, h.status), ('payment_status', s.payment_status, h.payment_status),
           ('paid', trim_scale(s.paid)::text, trim_scale(h.paid)::text), ('refunded', trim_scale(s.refunded)::text, trim_scale(h.refunded)::text),
           ('payment_method', s.payment_method, h.payment_method), ('shipping_method', s.shipping_method, h.shipping_method),
           ('carrier', s.carrier, coalesce(sent.carrier, h.carrier)),
           ('tracking_number', s.tracking_number, coalesce(sent.tracking_number, h.tracking_number)),
           ('shipping_address', s.shipping_address::text, (SELECT @order_address_had FROM (SELECT h.shipping_address) AS x (a))::text),
           ('billing_address', s.billing_address::text, (SELECT @order_address_had FROM (SELECT h.billing_address) AS x (a))::text),
           ('customer_notes', s.customer_notes, h.customer_notes),
           ('created_at', s.created_at::text, h.created_at::text), ('confirmed_at', s.confirmed_at::text, h.confirmed_at::text), ('shipped_at', s.shipped_at::text, coalesce(sent.shipped_at, h.shipped_at)::text), ('delivered_at', s.delivered_at::text, h.delivered_at::text), ('cancelled_at', s.cancelled_at::text, h.cancelled_at::text), ('returned_at', s.returned_at::text, h.returned_at::text), ('paid_at', s.paid_at::text, h.paid_at::text), ('refunded_at', s.refunded_at::text, h.refunded_at::text)) AS t ("column", said, has)
WHERE s.known_id IS NOT NULL AND t.said IS NOT NULL AND t.said IS DISTINCT FROM t.has AND (h.order_id IS NOT NULL OR t."column" = 'sku')

-- Of a past that is over nothing is taken from what there is today, when it is said so.
-- fragment: import_no_stock
coalesce(:no_stock::boolean, false)

-- fragment: import_skips_existing
coalesce(:skip_existing::boolean, false)

-- fragment: import_user
coalesce(:me_id::bigint, (SELECT min(u.id) FROM users u WHERE lower(u.email) = lower(:user::text)))

-- name: import_orders_faults :many
WITH given AS MATERIALIZED (@import_orders_given), heads AS MATERIALIZED (@import_orders_heads), seen AS MATERIALIZED (
    SELECT g.*, h.line AS first, h.known_id, h.subtotal, h.subtotal - h.discount AS amount, h.total, h.stands, h.has_left, h.has_arrived, h.comes_in, h.pays,
           h.was_paid, h.went_back, max(g.line) OVER one_order AS last, count(g.asked_discount) OVER one_order AS discounts, h.discount AS order_discount, h.products,
           h.created_at AS placed_at, h.back AS came_back, h.pieces AS all_pieces, coalesce(g.tracking_number, h.tracking_number) AS numbered,
           h.tracking_number AS numbered_first, h.last_number AS numbered_last, h.first_sent AS sent_first, h.shipped_at AS sent_last,
           sum(g.quantity) OVER of_product AS pieces, sum(g.back) OVER of_product AS pieces_back,
           first_value(g.line) OVER one_product AS first_of_product, first_value(g.unit_price) OVER one_product AS price_of_product,
           sum(CASE WHEN h.known_id IS NOT NULL OR h.stands = 'returned' OR h.off_at IS NOT NULL OR (h.has_left AND @import_no_stock) THEN 0
                    ELSE g.quantity - coalesce(g.back, 0) END) OVER (PARTITION BY g.product_id ORDER BY h.line) AS wanted
    FROM given g JOIN heads h USING (reference)
    WINDOW one_order AS (PARTITION BY g.reference), of_product AS (PARTITION BY g.reference, coalesce(g.product_id::text, g.sku)),
           one_product AS (PARTITION BY g.reference, coalesce(g.product_id::text, g.sku) ORDER BY g.line)
), faults AS MATERIALIZED (
    SELECT 1 AS line, '' AS "column", 'unknown_user' AS code, format('there is no user %s', :user::text) AS detail
    WHERE @import_user IS NULL
    UNION ALL
    SELECT line, "column", 'exists', CASE WHEN has IS NULL OR "column" = 'sku' THEN format('is none of what was imported already as %s', order_number)
                                          ELSE format('was imported already as %s, with %s', order_number, has) END
    FROM (@import_orders_differing) d WHERE NOT @import_skips_existing
    UNION ALL
    SELECT s.line, 'reference', 'exists', 'was imported already, with other lines'
    FROM seen s WHERE s.line = s.first AND s.known_id IS NOT NULL AND NOT @import_skips_existing
      AND (SELECT count(*) FROM order_lines l WHERE l.order_id = s.known_id)
          <> s.products
    UNION ALL
    SELECT line, 'sku', 'unknown_product', 'is not a product' FROM seen WHERE product_id IS NULL
    UNION ALL
    SELECT line, 'sku', 'duplicate', format('stands in line %s of this order already, at another price', first_of_product)
    FROM seen WHERE unit_price <> price_of_product AND (asked_quantity > 0 OR asked_price IS NOT NULL)
    UNION ALL
    SELECT s.line, t."column", t.code, t.detail
    FROM seen s CROSS JOIN LATERAL (
        VALUES ('quantity', 'too_small', 'must not be 0', asked_quantity = 0),
               ('returned_quantity', 'not_allowed', 'stands with a line of pieces, not of what came back', asked_quantity < 0 AND returned_quantity IS NOT NULL),
               ('unit_price', 'required', 'is required where something came back', asked_quantity < 0 AND asked_price IS NULL),
               ('discount', 'not_allowed', 'stands with a line of pieces, not of what came back', asked_quantity < 0 AND discount > 0),
               (CASE WHEN asked_quantity < 0 THEN 'quantity' ELSE 'returned_quantity' END, 'too_large',
                format('makes %s come back of the %s that this order has', pieces_back, pieces), back > 0 AND pieces_back > pieces),
               (CASE WHEN asked_quantity < 0 THEN 'quantity' ELSE 'returned_quantity' END, 'not_allowed',
                format('is none of an order that is %s', stands), back > 0 AND comes_in AND NOT has_left AND known_id IS NULL)) AS t ("column", code, detail, is_so)
    WHERE t.is_so
    UNION ALL
    SELECT line, CASE WHEN customer_external_id IS NULL THEN 'customer_email' ELSE 'customer_external_id' END, 'unknown_customer', 'is not a customer'
    FROM seen WHERE num_nonnulls(customer_email, customer_external_id) > 0 AND customer_id IS NULL AND known_id IS NULL
    UNION ALL
    SELECT line, "column", 'not_allowed', format('differs from that of line %s of this order', first)
    FROM (@import_orders_told) told WHERE value <> stands AND NOT (tells_apart AND value > '' AND stands > '')
    UNION ALL
    SELECT line, CASE WHEN numbered_first IS NULL THEN 'shipped_at' ELSE 'tracking_number' END, 'required',
           'is required where an order has several shipments'
    FROM seen
    WHERE known_id IS NULL AND quantity > 0
      AND CASE WHEN numbered_first IS NULL THEN sent_first <> sent_last AND shipped_at IS NULL
               ELSE numbered_first <> numbered_last AND tracking_number IS NULL END
    UNION ALL
    SELECT s.line, t."column", 'too_large', 'lies in the future'
    FROM seen s CROSS JOIN LATERAL (
        VALUES ('created_at', s.created_at), ('confirmed_at', s.confirmed_at), ('shipped_at', s.shipped_at), ('delivered_at', s.delivered_at), ('cancelled_at', s.cancelled_at), ('returned_at', s.returned_at), ('paid_at', s.paid_at), ('refunded_at', s.refunded_at)) AS t ("column", at)
    WHERE s.known_id IS NULL AND t.at > now()
    UNION ALL
    SELECT s.line, t."column", 'too_small', 'is before created_at'
    FROM seen s CROSS JOIN LATERAL (
        VALUES ('confirmed_at', s.confirmed_at), ('shipped_at', s.shipped_at), ('delivered_at', s.delivered_at), ('cancelled_at', s.cancelled_at),
               ('returned_at', s.returned_at)) AS t ("column", at)
    WHERE s.known_id IS NULL AND t.at < s.placed_at
    UNION ALL
    SELECT line, 'created_at', 'required', 'is required' FROM seen WHERE line = first AND known_id IS NULL AND placed_at IS NULL
    UNION ALL
    SELECT line, 'status', 'not_allowed', 'must be one of pending, confirmed, processing, shipped, delivered, cancelled, returned'
    FROM seen WHERE line = first AND known_id IS NULL AND NOT comes_in
    UNION ALL
    SELECT s.line, t."column", 'not_allowed', format('is none of an order that is %s', s.stands)
    FROM seen s CROSS JOIN LATERAL (
        VALUES ('confirmed_at', s.confirmed_at, s.stands <> 'pending'), ('shipped_at', s.shipped_at, s.has_left),
               ('delivered_at', s.delivered_at, s.has_arrived), ('cancelled_at', s.cancelled_at, s.stands = 'cancelled'),
               ('returned_at', s.returned_at, s.came_back > 0)) AS t ("column", at, fits)
    WHERE s.known_id IS NULL AND t.at IS NOT NULL AND NOT t.fits
    UNION ALL
    SELECT line, 'status', 'not_allowed', format('does not fit the %s pieces of %s that came back', came_back, all_pieces)
    FROM seen WHERE line = first AND known_id IS NULL AND has_left AND came_back <= all_pieces AND (stands = 'returned') <> (came_back = all_pieces)
    UNION ALL
    SELECT line, 'payment_status', 'not_allowed', format('does not fit what was paid and given back, which makes it %s', pays)
    FROM seen WHERE line = first AND known_id IS NULL AND total > 0 AND payment_status <> pays
    UNION ALL
    SELECT line, 'paid', 'too_large', 'is more than the order costs' FROM seen WHERE line = first AND known_id IS NULL AND was_paid > total
    UNION ALL
    SELECT line, 'refunded', 'too_large', 'is more than was paid' FROM seen WHERE line = first AND known_id IS NULL AND went_back > was_paid
    UNION ALL
    SELECT line, 'discount', 'too_large', 'is more than the order costs' FROM seen WHERE line = first AND amount < 0
    UNION ALL
    SELECT line, 'unit_price', 'too_large', 'makes the order cost more than 9,999,999,999.99'
    FROM seen WHERE line = first AND (subtotal > 9999999999.99 OR total > 9999999999.99)
    UNION ALL
    SELECT line, 'quantity', 'insufficient_stock', format('only %s available', available) FROM seen WHERE known_id IS NULL AND line = first_of_product AND wanted > available
), spoiled AS MATERIALIZED (
    SELECT s.reference FROM seen s WHERE s.line IN (SELECT line FROM faults)
    UNION
    SELECT i.fields ->> 'reference' FROM import_lines() i WHERE jsonb_exists(i.fields, 'spoiled')
), dropped AS (
    DELETE FROM import_rows i WHERE (i.fields ->> 'reference' IN (SELECT reference FROM spoiled)) IS TRUE
), @import_faults_listed;

-- name: import_orders_preview :many
-- The first orders that would be made.
WITH given AS MATERIALIZED (@import_orders_given), heads AS MATERIALIZED (@import_orders_heads)
SELECT line, reference AS key, true AS is_new,
       jsonb_build_array(jsonb_build_object('column', 'status', 'old', NULL, 'new', stands),
                         jsonb_build_object('column', 'total', 'old', NULL, 'new', total),
                         jsonb_build_object('column', 'paid', 'old', NULL, 'new', was_paid)) AS cells
FROM heads WHERE is_new ORDER BY line LIMIT 500;
