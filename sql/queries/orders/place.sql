-- Pricing an order and placing it.

-- What the rules of pricing need besides the products: the shop's settings, the department's
-- policy and the customer. The policy binds staff, also when they use a key of a lower role, and
-- customers in what staff ordered for them; o has the order's user.
-- fragment: pricing_columns
@pricing_shop, dep.approval_threshold, dep.monthly_budget,
:me_role::role = 'staff'
    OR (:me_role = 'customer' AND EXISTS (SELECT FROM users WHERE id IN (:me_id::bigint, o.user_id) AND role = 'staff'))
    AS policy_binds,
c.id AS customer_id, c.tax_exemption

-- fragment: pricing_shop
shop.tax_rate, shop.shipping_cost, shop.free_shipping_from, shop.currency, shop.prices_include_tax,
shop.tax_elsewhere = 'refused' AS refuses_elsewhere

-- name: order_context :one
SELECT nextval('orders_id_seq') AS new_id,
       to_char(now() AT TIME ZONE shop.time_zone, 'YYYYMMDD') AS order_day,
       date_trunc('month', now() AT TIME ZONE shop.time_zone)::date AS budget_month,
       @pricing_columns, shop.prices_include_tax AS tax_included, shop.shipping_tax = 'goods' AS taxes_shipping,
       false AS is_sold, false AS had_own_money, @discount_columns
FROM shop
CROSS JOIN (SELECT :me_id::bigint AS user_id) o
LEFT JOIN departments dep ON dep.id = :me_department_id::bigint
LEFT JOIN customers c
    ON c.id = coalesce(:customer_id::bigint, CASE WHEN :me_role::role = 'customer' THEN :me_customer_id::bigint END)
LEFT JOIN discount_codes d ON lower(d.code) = lower(:discount_code::text)
CROSS JOIN LATERAL (
    SELECT CASE WHEN :discount::jsonb IS NOT NULL THEN @discount_sent
                WHEN @discount_code_stands THEN @discount_of_code END AS terms,
           CASE WHEN :discount IS NULL THEN :discount_code END AS asked) w;

-- name: quote_budget :one
-- What is left of the department's month; null: it has no budget.
SELECT d.monthly_budget - coalesce(m.spent, 0) AS budget_left
FROM shop
LEFT JOIN departments d ON d.id = :me_department_id::bigint
LEFT JOIN department_months m
    ON m.department_id = d.id AND m.month = date_trunc('month', now() AT TIME ZONE shop.time_zone)::date;

-- fragment: items_sent
SELECT i.product_id, i.sku, i.quantity, i.unit_price, i.price_reason, i.position
FROM ROWS FROM (jsonb_to_recordset(:items::jsonb)
                    AS (product_id bigint, sku text, quantity integer, unit_price numeric, price_reason text))
     WITH ORDINALITY AS i (product_id, sku, quantity, unit_price, price_reason, position)

-- One row i a requested line; nulls where there is no such product. The first row also has what
-- all of them weigh together; r is the shipping rate for that, t the tax rates of its class.
-- fragment: items_found
(SELECT i.position, i.quantity, i.product_id AS requested_id, i.sku AS requested_sku, i.unit_price AS sent_price,
        i.price_reason AS sent_reason, p.id, p.sku, p.name, p.price, p.category_id, p.tax_class,
        p.is_active, p.on_hand - p.reserved AS free,
        CASE WHEN i.position = 1 THEN sum(coalesce(p.weight_kg, 0.000) * i.quantity) OVER () END AS weight_kg
 FROM requested i
 LEFT JOIN LATERAL (
     SELECT * FROM products WHERE id = i.product_id
     UNION ALL
     SELECT p.* FROM product_of_sku(i.sku) AS found JOIN products p ON p.id = found.id) p ON true) i
LEFT JOIN shipping_rates r ON r.weights @> i.weight_kg
LEFT JOIN rates t ON t.class = i.tax_class

-- fragment: item_columns
i.requested_id, i.requested_sku, i.quantity, i.sent_price, i.sent_reason, i.id, i.sku, i.name, i.price, i.category_id, i.is_active,
i.weight_kg, @tax_columns, @shipping_rate_found

-- name: order_items :many
-- Of an order that is new, in the order of the request. Apart from order_change_items, since with
-- what that one asks for PostgreSQL would plan this one anew for every order.
WITH requested AS (@items_sent), sent AS (
    SELECT coalesce(:shipping_address::jsonb, :billing_address::jsonb) AS address
), @tax_rates_found
SELECT @item_columns, i.free AS available, NULL AS old_quantity, NULL AS old_price, NULL AS old_rate, NULL AS old_tax_name,
       NULL AS old_catalogue_price, NULL AS old_reason
FROM @items_found ORDER BY i.position;

-- name: order_change_items :many
-- Of order :id, whose own pieces are available to it, with what it has of each product. Who sends no
-- lines, but places a draft or sends what changes what they cost, requests those that it has.
WITH o AS MATERIALIZED (
    SELECT * FROM orders WHERE id = :id::bigint
), requested AS (
    @items_sent
    UNION ALL
    SELECT l.product_id, NULL, l.quantity, NULL, NULL, row_number() OVER (ORDER BY l.id)
    FROM order_lines l
    WHERE l.order_id = :id AND :items IS NULL
      AND (:action = 'place' OR :has_discount::boolean OR :has_discount_code::boolean OR :shipping_cost::text IS NOT NULL)
), sent AS (
    SELECT coalesce(:shipping_address::jsonb, o.shipping_address, :billing_address::jsonb, o.billing_address) AS address FROM o
), @tax_rates_found
SELECT @item_columns, i.free + CASE WHEN s.holds_stock THEN coalesce(was.quantity, 0) ELSE 0 END AS available,
       was.quantity AS old_quantity, was.unit_price AS old_price, coalesce(was.tax_rate, flat.rate) AS old_rate,
       coalesce((SELECT x ->> 'name' FROM jsonb_array_elements(o.taxes) x WHERE (x ->> 'rate')::numeric = was.tax_rate LIMIT 1), 'Tax')
           AS old_tax_name,
       was.catalogue_price AS old_catalogue_price, was.price_reason AS old_reason
FROM @items_found
CROSS JOIN o
CROSS JOIN shop
JOIN order_statuses s ON s.status = o.status
LEFT JOIN order_lines was ON was.order_id = o.id AND was.product_id = i.id
-- The rate of an order of one rate: the shop's, when it comes to the order's tax, else what does.
CROSS JOIN LATERAL (
    SELECT CASE WHEN o.tax = round(o.subtotal * shop.tax_rate / CASE WHEN o.tax_included THEN 1 + shop.tax_rate ELSE 1 END, 2)
                THEN shop.tax_rate
                ELSE coalesce(round(o.tax / nullif(o.subtotal - CASE WHEN o.tax_included THEN o.tax ELSE 0 END, 0), 6), 0)
           END AS rate) flat
ORDER BY i.position;

-- Whom a new order is for, as they are now, and stay until it is there: who is made anonymous
-- meanwhile leaves no name on it.
-- fragment: buyer
buyer AS MATERIALIZED (
    SELECT jsonb_build_object('id', c.id, 'first_name', c.first_name, 'last_name', c.last_name, 'email', c.email,
                              'phone', c.phone, 'address', c.address, 'vat_id', c.vat_id) AS customer
    FROM customers c WHERE c.id = :order_customer_id::bigint FOR SHARE
)

-- What the world hears of an order that was just written: its columns, and the payload that they and
-- from_status become (api/events/types.c).
-- fragment: order_told
id, order_number, version, status, payment_status, total, paid, refunded, order_due(status, total, owed_less, paid) AS due,
currency, user_id, customer_id, department_id

-- fragment: order_o_told
o.id, o.order_number, o.version, o.status, o.payment_status, o.total, o.paid, o.refunded,
order_due(o.status, o.total, o.owed_less, o.paid) AS due, o.currency, o.user_id, o.customer_id, o.department_id

-- fragment: order_payload
jsonb_build_object('order_id', id, 'order_number', order_number, 'order_version', version, 'status', status,
                   'from_status', from_status, 'payment_status', payment_status, 'total', total, 'paid', paid, 'refunded', refunded,
                   'due', due, 'currency', currency,
                   'user_id', user_id, 'customer_id', customer_id, 'department_id', department_id)

-- What is known of the lines that are written; `today` is what the catalogue is held to.
-- fragment: lines_bound
unnest(:product_ids::bigint[], :quantities::integer[], :prices::numeric[], :catalogue_prices::numeric[],
       :line_discounts::numeric[], :line_rates::numeric[], :line_taxes::numeric[], :hand_catalogue::numeric[],
       :hand_reasons::text[])
    WITH ORDINALITY AS w (product_id, quantity, price, today, discount, tax_rate, tax, catalogue_price, price_reason, position)

-- fragment: line_columns
order_id, product_id, product_sku, product_name, unit_price, quantity, discount, tax_rate, tax, catalogue_price, price_reason

-- A code that has limits is counted while the products are locked and the department's month is not yet.
-- fragment: discount_is_taken
CASE WHEN :takes_code::bigint IS NULL THEN true ELSE discount_taken(:takes_code, :order_customer_id::bigint) END

-- fragment: order_money_columns
subtotal, discount, tax, shipping_cost, shipping_tax, tax_included, taxes, discount_terms, total

-- fragment: order_money
:subtotal::numeric, :order_discount::numeric, :tax::numeric, :order_shipping_cost::numeric, :order_shipping_tax::numeric,
:tax_included::boolean, :taxes::jsonb, :discount_terms::jsonb, :total::numeric

-- name: order_place :exec
-- Lock, check again, reserve, take the budget and write the order with all that belongs to it.
-- A product that was sold, repriced or withdrawn since the facts were read makes it start again.
-- The last that is asked is whether it is still in time, when no lock is left to wait for.
WITH wanted AS MATERIALIZED (
    SELECT p.id, p.sku, p.name, w.*
    FROM @lines_bound
    JOIN products p ON p.id = w.product_id AND p.price = w.today AND p.is_active AND p.on_hand - p.reserved >= w.quantity
    ORDER BY p.id
    FOR NO KEY UPDATE OF p
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = cardinality(:product_ids), 'again') AND refuse_unless(@discount_is_taken, 'again') AS ok
    FROM wanted
), reserved AS (
    UPDATE products p SET reserved = p.reserved + w.quantity FROM wanted w WHERE p.id = w.id
), held AS (
    INSERT INTO department_months AS m (department_id, month, spent)
    SELECT :me_department_id::bigint, :budget_month::date, :total::numeric
    FROM checked WHERE ok AND :takes_budget::boolean AND :total <= :monthly_budget::numeric
    ON CONFLICT (department_id, month) DO UPDATE SET spent = m.spent + excluded.spent
        WHERE m.spent + excluded.spent <= :monthly_budget
    RETURNING m.month
), @buyer, placed AS (
    INSERT INTO orders (id, order_number, status, user_id, customer_id, customer, department_id, budget_month,
                        @order_money_columns, currency, shipping_address, billing_address,
                        payment_method, shipping_method, customer_notes, languages, payment_status)
    SELECT :id::bigint, :order_number,
           CASE WHEN :needs_approval::boolean OR (:takes_budget AND held.month IS NULL)
                THEN 'pending_approval' ELSE 'pending' END::order_status,
           :me_id::bigint, :order_customer_id, (SELECT customer FROM buyer), :me_department_id, held.month,
           @order_money, :currency,
           :shipping_address::jsonb, coalesce(:billing_address, :shipping_address)::jsonb,
           :payment_method, :shipping_method, :customer_notes, :languages,
           CASE WHEN :total = 0 THEN 'paid' ELSE 'pending' END::payment_status
    FROM checked LEFT JOIN held ON true
    WHERE checked.ok
    RETURNING @order_told, NULL AS from_status
), lines AS (
    INSERT INTO order_lines (@line_columns)
    SELECT placed.id, w.id, w.sku, w.name, w.price, w.quantity, w.discount, w.tax_rate, w.tax, w.catalogue_price, w.price_reason
    FROM placed, wanted w ORDER BY w.position
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id, request_id)
    SELECT w.id, 'reserve', w.quantity, placed.id, :me_id, :request_id FROM placed, wanted w
), history AS (
    INSERT INTO order_history (order_id, to_status, action, actor_id, note, request_id)
    SELECT id, status, 'place', :me_id, left(:price_note, 2000), :request_id FROM placed
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'order.created', id, @order_payload, :request_id, :trace FROM placed
RETURNING refuse_unless(@in_time, 'too_late');
