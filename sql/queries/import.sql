-- Files that become rows: their lines wait in import_rows, seen by their own transaction alone.

-- name: import_begin :exec
-- Not the time limits of a request; and plans for as many lines as there are.
SELECT set_config('statement_timeout', '10min', true), set_config('lock_timeout', '1min', true),
       set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: import_stage :exec
INSERT INTO import_rows (line, fields)
SELECT line, fields FROM jsonb_to_recordset(:rows::jsonb) AS r (line integer, fields jsonb);

-- name: import_clear :exec
DELETE FROM import_rows;

-- fragment: import_products_given
SELECT i.line, g.*
FROM import_rows i, jsonb_to_record(i.fields) AS g (sku text, name text, description text, price numeric, category text,
     stock integer, low_stock_threshold integer, weight_kg numeric, is_active boolean)

-- name: import_products_lock :exec
-- By id, as orders lock them; by rows alone, since advisory locks would fill the server's memory.
SELECT count(*) FROM (
    SELECT FROM products p WHERE p.sku IN (SELECT fields ->> 'sku' FROM import_rows)
    ORDER BY p.id FOR NO KEY UPDATE) locked;

-- Drops the lines that `faults` names, and answers the first of them.
-- fragment: import_faults_answered
dropped AS (
    DELETE FROM import_rows i USING faults f WHERE i.line = f.line
)
SELECT line, "column", code, detail, count(*) OVER () AS total FROM faults ORDER BY line, "column" LIMIT 1000

-- name: import_products_faults :many
WITH given AS MATERIALIZED (@import_products_given), matched AS MATERIALIZED (
    SELECT g.line, g.sku, g.name, g.price, g.stock, g.is_active, p.id, p.is_active AS was_active, p.reserved,
           min(g.line) OVER (PARTITION BY g.sku) AS first
    FROM given g LEFT JOIN products p ON p.sku = g.sku
), faults AS MATERIALIZED (
    SELECT line, 'sku' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM matched WHERE line > first
    UNION ALL
    SELECT line, 'name', 'required', 'is required of a new product' FROM matched WHERE id IS NULL AND name IS NULL
    UNION ALL
    SELECT line, 'price', 'required', 'is required of a new product' FROM matched WHERE id IS NULL AND price IS NULL
    UNION ALL
    SELECT line, 'stock', 'stock_below_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE stock < reserved
    UNION ALL
    SELECT line, 'is_active', 'product_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE was_active AND NOT is_active AND reserved > 0
), @import_faults_answered;

-- name: import_categories_ensure :exec
INSERT INTO categories (name)
SELECT min(name) FROM (SELECT fields ->> 'category' AS name FROM import_rows) named WHERE name IS NOT NULL
GROUP BY lower(name) ORDER BY lower(min(name))
ON CONFLICT (lower(name)) DO NOTHING;

-- name: import_products_merge :one
-- What a line leaves out stays as it is, or as it begins. Stock changes as an edit of it would.
WITH given AS MATERIALIZED (
    SELECT g.*, c.id AS category_id FROM (@import_products_given) g LEFT JOIN categories c ON lower(c.name) = lower(g.category)
), before AS MATERIALIZED (
    SELECT p.id, p.on_hand, g.*
    FROM given g JOIN products p ON p.sku = g.sku
    WHERE (p.name, p.description, p.price, p.category_id, p.on_hand, p.low_stock_threshold, p.weight_kg, p.is_active)
          IS DISTINCT FROM
          (coalesce(g.name, p.name), coalesce(g.description, p.description), coalesce(g.price, p.price),
           coalesce(g.category_id, p.category_id), coalesce(g.stock, p.on_hand),
           coalesce(g.low_stock_threshold, p.low_stock_threshold), coalesce(g.weight_kg, p.weight_kg),
           coalesce(g.is_active, p.is_active))
), created AS (
    INSERT INTO products (sku, name, description, price, category_id, on_hand, low_stock_threshold, weight_kg, is_active)
    SELECT g.sku, g.name, coalesce(g.description, ''), g.price, g.category_id, coalesce(g.stock, 0),
           coalesce(g.low_stock_threshold, 10), g.weight_kg, coalesce(g.is_active, true)
    FROM given g WHERE NOT EXISTS (SELECT FROM products p WHERE p.sku = g.sku)
    ORDER BY g.line
    RETURNING id, on_hand
), updated AS (
    UPDATE products p SET
        name                = coalesce(b.name, p.name),
        description         = coalesce(b.description, p.description),
        price               = coalesce(b.price, p.price),
        category_id         = coalesce(b.category_id, p.category_id),
        on_hand             = coalesce(b.stock, p.on_hand),
        low_stock_threshold = coalesce(b.low_stock_threshold, p.low_stock_threshold),
        weight_kg           = coalesce(b.weight_kg, p.weight_kg),
        is_active           = coalesce(b.is_active, p.is_active),
        version             = p.version + 1,
        updated_at          = now()
    FROM before b WHERE p.id = b.id
    RETURNING p.id, p.on_hand - b.on_hand AS delta
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT id, 'initial'::movement_kind, on_hand, 'imported', :me_id::bigint, :request_id FROM created WHERE on_hand > 0
    UNION ALL
    SELECT id, 'adjustment', delta, 'imported', :me_id, :request_id FROM updated WHERE delta <> 0
), counted AS (
    SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM updated) AS updated,
           (SELECT count(*) FROM given) AS given
), told AS (
    INSERT INTO audit_log (event, actor_id, address, details, request_id)
    SELECT 'products.imported', :me_id, :remote_address::inet,
           jsonb_build_object('created', created, 'updated', updated), :request_id
    FROM counted
)
SELECT created, updated, given - created - updated AS unchanged FROM counted;

-- ---- categories ----

-- fragment: import_categories_given
SELECT i.line, g.* FROM import_rows i, jsonb_to_record(i.fields) AS g (name text, description text)

-- name: import_categories_faults :many
WITH faults AS MATERIALIZED (
    SELECT line, 'name' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM (SELECT line, min(line) OVER (PARTITION BY lower(name)) AS first FROM (@import_categories_given) g) named
    WHERE line > first
), @import_faults_answered;

-- name: import_categories_merge :one
WITH given AS MATERIALIZED (@import_categories_given), written AS (
    INSERT INTO categories AS c (name, description) SELECT name, description FROM given ORDER BY line
    ON CONFLICT (lower(name)) DO UPDATE SET description = excluded.description
    WHERE c.description IS DISTINCT FROM coalesce(excluded.description, c.description)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created, count(*) FILTER (WHERE NOT is_new) AS updated,
       (SELECT count(*) FROM given) - count(*) AS unchanged
FROM written;

-- ---- customers: known by their e-mail, since nothing else tells them apart ----

-- fragment: import_customers_given
SELECT i.line, g.*, (SELECT array_agg(c.id) FROM customers c WHERE lower(c.email) = lower(g.email)) AS known
FROM import_rows i, jsonb_to_record(i.fields) AS g (first_name text, last_name text, email text, phone text, address jsonb)

-- name: import_customers_lock :exec
SELECT count(*) FROM (
    SELECT FROM customers c WHERE lower(c.email) IN (SELECT lower(fields ->> 'email') FROM import_rows)
    ORDER BY c.id FOR NO KEY UPDATE) locked;

-- name: import_customers_faults :many
WITH given AS MATERIALIZED (@import_customers_given), faults AS MATERIALIZED (
    SELECT line, 'email' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM (SELECT line, min(line) OVER (PARTITION BY lower(email)) AS first FROM given) named WHERE line > first
    UNION ALL
    SELECT line, 'email', 'ambiguous', 'belongs to several customers' FROM given WHERE cardinality(known) > 1
    UNION ALL
    SELECT line, 'first_name', 'required', 'is required of a new customer' FROM given WHERE known IS NULL AND first_name IS NULL
    UNION ALL
    SELECT line, 'last_name', 'required', 'is required of a new customer' FROM given WHERE known IS NULL AND last_name IS NULL
), @import_faults_answered;

-- name: import_customers_merge :one
WITH given AS MATERIALIZED (@import_customers_given), created AS (
    INSERT INTO customers (first_name, last_name, email, phone, address)
    SELECT first_name, last_name, email, phone, address FROM given WHERE known IS NULL ORDER BY line
    RETURNING id
), updated AS (
    UPDATE customers c SET
        first_name = coalesce(g.first_name, c.first_name),
        last_name  = coalesce(g.last_name, c.last_name),
        phone      = coalesce(g.phone, c.phone),
        address    = coalesce(g.address, c.address),
        version    = c.version + 1,
        updated_at = now()
    FROM given g
    WHERE c.id = g.known[1] AND (c.first_name, c.last_name, c.phone, c.address) IS DISTINCT FROM
          (coalesce(g.first_name, c.first_name), coalesce(g.last_name, c.last_name), coalesce(g.phone, c.phone),
           coalesce(g.address, c.address))
    RETURNING c.id
)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM updated) AS updated,
       (SELECT count(*) FROM given) - (SELECT count(*) FROM created) - (SELECT count(*) FROM updated) AS unchanged;

-- ---- orders of the past: a line is a line of an order, and those of one reference are one order ----

-- fragment: import_orders_given
SELECT i.line, g.reference, g.customer_email, g.sku, g.quantity, coalesce(g.unit_price, p.price) AS unit_price,
       coalesce(g.discount, 0) AS discount, coalesce(g.shipping_cost, 0) AS shipping_cost, coalesce(g.tax, 0) AS tax,
       g.shipping_address, g.customer_notes, t.created_at, t.shipped_at, p.id AS product_id, p.name AS product_name,
       p.on_hand - p.reserved AS available, c.id AS customer_id, c.customer, s.currency,
       format('ORD-%s-%s', to_char(t.created_at AT TIME ZONE s.time_zone, 'YYYYMMDD'), upper(left(md5(g.reference), 8))) AS number
FROM import_rows i CROSS JOIN shop s
CROSS JOIN jsonb_to_record(i.fields) AS g (reference text, customer_email text, sku text, quantity integer,
    unit_price numeric, discount numeric, shipping_cost numeric, tax numeric, created_at text, shipped_at text,
    shipping_address text, customer_notes text)
CROSS JOIN LATERAL (
    SELECT CASE WHEN length(g.created_at) = 10 THEN g.created_at::date::timestamp AT TIME ZONE s.time_zone
                ELSE g.created_at::timestamptz END AS created_at,
           CASE WHEN length(g.shipped_at) = 10 THEN g.shipped_at::date::timestamp AT TIME ZONE s.time_zone
                ELSE g.shipped_at::timestamptz END AS shipped_at) t
LEFT JOIN products p ON p.sku = g.sku
LEFT JOIN (
    SELECT lower(email) AS email, min(id) AS id,
           (array_agg(jsonb_build_object('id', id, 'first_name', first_name, 'last_name', last_name, 'email', email,
                                         'phone', phone, 'address', address) ORDER BY id))[1] AS customer
    FROM customers WHERE lower(email) IN (SELECT lower(fields ->> 'customer_email') FROM import_rows) GROUP BY 1) c
    ON c.email = lower(g.customer_email)

-- name: import_orders_faults :many
WITH given AS MATERIALIZED (@import_orders_given), seen AS MATERIALIZED (
    SELECT *, min(line) OVER one_order AS first, first_value(created_at) OVER one_order AS placed_at,
           first_value(shipped_at) OVER one_order AS left_at,
           sum(quantity * unit_price - discount) OVER (PARTITION BY reference) AS amount,
           min(line) OVER (PARTITION BY reference, sku) AS first_of_product,
           sum(quantity) OVER (PARTITION BY product_id ORDER BY line) AS wanted
    FROM given
    WINDOW one_order AS (PARTITION BY reference ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), faults AS MATERIALIZED (
    SELECT 1 AS line, '' AS "column", 'unknown_user' AS code, format('there is no user %s', :user::text) AS detail
    WHERE NOT EXISTS (SELECT FROM users WHERE lower(email) = lower(:user))
    UNION ALL
    SELECT line, 'reference', 'exists', 'was imported already'
    FROM seen WHERE line = first AND EXISTS (SELECT FROM orders o WHERE o.order_number = seen.number)
    UNION ALL
    SELECT line, 'sku', 'unknown_product', 'is not a product' FROM seen WHERE product_id IS NULL
    UNION ALL
    SELECT line, 'sku', 'duplicate', format('stands in line %s of this order already', first_of_product)
    FROM seen WHERE line > first_of_product
    UNION ALL
    SELECT line, 'customer_email', 'unknown_customer', 'is not a customer'
    FROM seen WHERE customer_email IS NOT NULL AND customer_id IS NULL
    UNION ALL
    SELECT line, 'created_at', 'not_allowed', 'differs from that of the first line of this order'
    FROM seen WHERE created_at <> placed_at
    UNION ALL
    SELECT line, 'shipped_at', 'not_allowed', 'differs from that of the first line of this order'
    FROM seen WHERE shipped_at IS DISTINCT FROM left_at
    UNION ALL
    SELECT line, 'shipped_at', 'too_small', 'is before created_at' FROM seen WHERE shipped_at < created_at
    UNION ALL
    SELECT line, 'discount', 'too_large', 'is more than the order costs' FROM seen WHERE line = first AND amount < 0
    UNION ALL
    SELECT line, 'quantity', 'insufficient_stock', format('only %s available', available) FROM seen WHERE wanted > available
), @import_faults_answered;

-- name: import_orders_merge :one
-- As if they had been placed, confirmed and, where shipped_at says so, shipped in their time; nobody
-- is told of it.
WITH given AS MATERIALIZED (@import_orders_given), heads AS MATERIALIZED (
    SELECT nextval('orders_id_seq') AS id, h.*
    FROM (SELECT reference, min(number) AS number, min(customer_id) AS customer_id, min(customer::text)::jsonb AS customer,
                 sum(quantity * unit_price) AS subtotal, sum(discount) AS discount, max(tax) AS tax,
                 max(shipping_cost) AS shipping_cost, min(currency) AS currency, min(shipping_address) AS shipping_address,
                 min(customer_notes) AS customer_notes, min(created_at) AS created_at, min(shipped_at) AS shipped_at
          FROM given GROUP BY reference ORDER BY min(line)) h
), placed AS (
    INSERT INTO orders (id, order_number, status, user_id, customer_id, customer, subtotal, discount, tax, shipping_cost,
                        total, currency, shipping_address, billing_address, customer_notes, created_at, updated_at,
                        confirmed_at, shipped_at)
    SELECT id, number, CASE WHEN shipped_at IS NULL THEN 'confirmed' ELSE 'shipped' END::order_status,
           (SELECT min(u.id) FROM users u WHERE lower(u.email) = lower(:user::text)), customer_id, customer, subtotal,
           discount, tax, shipping_cost, subtotal + tax + shipping_cost - discount, currency, to_jsonb(shipping_address),
           to_jsonb(shipping_address), customer_notes, created_at, coalesce(shipped_at, created_at), created_at, shipped_at
    FROM heads RETURNING id
), lines AS (
    INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity, shipped_quantity)
    SELECT h.id, g.product_id, g.sku, g.product_name, g.unit_price, g.quantity,
           CASE WHEN h.shipped_at IS NULL THEN 0 ELSE g.quantity END
    FROM given g JOIN heads h USING (reference) ORDER BY g.line
    RETURNING id, order_id, product_id, quantity, shipped_quantity
), shipped AS (
    INSERT INTO shipments (order_id, created_at) SELECT id, shipped_at FROM heads WHERE shipped_at IS NOT NULL
    RETURNING id, order_id
), contents AS (
    INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
    SELECT s.id, l.id, l.quantity FROM shipped s JOIN lines l USING (order_id)
), stock AS (
    UPDATE products p SET on_hand = p.on_hand - l.sold, reserved = p.reserved + l.held
    FROM (SELECT product_id, sum(shipped_quantity) AS sold, sum(quantity - shipped_quantity) AS held
          FROM lines GROUP BY product_id) l
    WHERE p.id = l.product_id
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, order_id, created_at)
    SELECT l.product_id, 'reserve'::movement_kind, l.quantity, 'imported', h.id, h.created_at
    FROM lines l JOIN heads h ON h.id = l.order_id
    UNION ALL
    SELECT l.product_id, 'sale', l.quantity, 'imported', h.id, h.shipped_at
    FROM lines l JOIN heads h ON h.id = l.order_id WHERE h.shipped_at IS NOT NULL
), history AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, note, created_at)
    SELECT h.id, m.from_status, m.to_status, m.action, 'imported', m.at
    FROM heads h CROSS JOIN LATERAL (
        VALUES (NULL::order_status, 'pending'::order_status, 'place', h.created_at), ('pending', 'confirmed', 'confirm', h.created_at),
               ('confirmed', 'shipped', 'ship', h.shipped_at)) AS m (from_status, to_status, action, at)
    WHERE m.at IS NOT NULL
), told AS (
    INSERT INTO audit_log (event, details) SELECT 'orders.imported', jsonb_build_object('created', count(*)) FROM heads
)
SELECT (SELECT count(*) FROM placed) AS created, 0::bigint AS updated, 0::bigint AS unchanged;
