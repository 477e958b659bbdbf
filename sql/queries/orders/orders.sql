-- Orders: pricing, placing, seeing and moving them.

-- Whose orders the asker may see; someone else's do not exist for them.
-- fragment: order_own
(o.user_id = :me_id::bigint OR o.customer_id = :me_customer_id::bigint)

-- fragment: order_visible
(o.deleted_at IS NULL
 AND (:me_role::role >= 'manager' OR @order_own
      OR (:me_role::role = 'staff' AND o.department_id = :me_department_id::bigint)))

-- Only of these statuses are there shipments and returns. A copy of order_statuses.has_left, to which
-- a test holds it: showing an order is too frequent to look it up.
-- fragment: order_has_left
o.status IN ('partially_shipped', 'shipped', 'delivered', 'returned')

-- fragment: order_columns
o.id, o.order_number, o.external_id, o.status, o.payment_status, o.user_id, o.customer_id, o.customer, o.department_id,
(SELECT json_agg(line ORDER BY line.id)
 FROM (SELECT l.id, l.product_id, l.product_sku, l.product_name, l.unit_price, l.quantity, l.shipped_quantity,
              l.cancelled_quantity, l.returned_quantity, l.subtotal, l.discount, l.tax_rate, l.tax, l.catalogue_price,
              l.price_reason
       FROM order_lines l WHERE l.order_id = o.id) line) AS items,
o.subtotal, o.discount, o.discount_terms ->> 'code' AS discount_code, o.discount_terms ->> 'reason' AS discount_reason,
o.tax, o.tax_included, o.shipping_cost, o.shipping_tax, o.taxes, o.total, o.currency, o.shipping_address, o.billing_address,
o.paid, o.refunded, order_due(o.status, o.total, o.owed_less, o.paid) AS due, o.payment_method, o.shipping_method,
CASE WHEN @order_has_left THEN shipments_of(o.id) ELSE '[]' END AS shipments,
CASE WHEN @order_has_left THEN returns_of(o.id) ELSE '[]' END AS returns,
o.tracking_number, o.carrier, o.customer_notes,
CASE WHEN :me_role::role >= 'staff' THEN o.internal_notes END AS internal_notes,
CASE WHEN :me_role::role >= 'staff' THEN o.printed_at END AS printed_at,
o.version, o.created_at, o.updated_at, o.confirmed_at, o.shipped_at, o.delivered_at, o.cancelled_at

-- name: order_get :one
SELECT @order_columns FROM orders o WHERE o.id = :id::bigint AND @order_visible;

-- name: order_get_by_number :one
SELECT @order_columns FROM orders o WHERE o.order_number = upper(:order_number) AND @order_visible;

-- A date is its day in the business time zone: from its beginning, to its end.
-- fragment: from_moment
CASE WHEN length(:from::text) = 10 THEN :from::date::timestamp AT TIME ZONE shop.time_zone ELSE :from::timestamptz END

-- fragment: to_moment
CASE WHEN length(:to::text) = 10 THEN (:to::date + 1)::timestamp AT TIME ZONE shop.time_zone ELSE :to::timestamptz END

-- A change has the time at which its transaction began, and is seen when that ends, by then perhaps
-- behind others: so what is up to five minutes older comes, too, which no request takes and no import
-- from its rows to its end. The first condition says nothing new, but is known before it is planned.
-- fragment: order_changed_since
o.updated_at >= (left(:changed_since::text, 10)::date - 2)::timestamptz
AND o.updated_at >= (SELECT CASE WHEN length(:changed_since) = 10 THEN :changed_since::date::timestamp AT TIME ZONE shop.time_zone
                                 ELSE :changed_since::timestamptz END FROM shop) - interval '5 minutes'

-- By their ids: PostgreSQL believes that any such list is short, and finds those rows rather than
-- read all orders in the order wanted until enough of them fit. A file has all of them.
-- fragment: orders_of_customers
SELECT o.id FROM orders o
WHERE o.customer_id = ANY (ARRAY(SELECT id FROM customers WHERE @search_fits ORDER BY id DESC LIMIT 200)) AND @order_visible
ORDER BY o.created_at DESC, o.id DESC LIMIT @orders_searched

-- fragment: orders_searched
CASE WHEN :page_rows::bigint > 0 THEN 10000 END

-- The newest numbers of a wide beginning, which who types goes through: by the order of creation all
-- orders since would be read. (A draft that is placed keeps its number.)
-- fragment: orders_by_number_beginning
SELECT o.id FROM orders o WHERE o.order_number ^@ upper(:search) AND @order_visible ORDER BY o.order_number DESC LIMIT @orders_searched

-- fragment: orders_by_number_end
SELECT o.id FROM orders o
WHERE upper(:search) ~ '^[0-9A-F-]{4,}$' AND right(o.order_number, 4) = right(upper(:search), 4)
  AND right(o.order_number, length(:search)) = upper(:search) AND @order_visible

-- fragment: orders_by_external_id
SELECT o.id FROM orders o WHERE o.external_id IS NOT NULL AND upper(o.external_id) = upper(:search) AND @order_visible

-- fragment: orders_by_tracking
SELECT o.id FROM orders o
WHERE length(tracking_key(:search)) > 3 AND o.tracking_number IS NOT NULL AND tracking_key(o.tracking_number) = tracking_key(:search)
  AND @order_visible
UNION ALL
SELECT o.id FROM shipments s JOIN orders o ON o.id = s.order_id
WHERE length(tracking_key(:search)) > 3 AND s.tracking_number IS NOT NULL AND tracking_key(s.tracking_number) = tracking_key(:search)
  AND @order_visible

-- Who sees all orders has the newest of the product's; others have the product looked for among the
-- newest of theirs, order by order.
-- fragment: orders_by_sku
(SELECT l.order_id FROM order_lines l
 WHERE :me_role::role >= 'manager' AND l.product_id = (SELECT id FROM product_of_sku(:search))
 ORDER BY l.order_id DESC LIMIT @orders_searched)
UNION ALL
SELECT theirs.id
FROM (SELECT o.id FROM orders o
      WHERE :me_role < 'manager' AND (SELECT id FROM product_of_sku(:search)) IS NOT NULL AND @order_visible
      ORDER BY o.created_at DESC, o.id DESC LIMIT @orders_searched) theirs
CROSS JOIN LATERAL (SELECT FROM order_lines l
                    WHERE l.order_id = theirs.id AND l.product_id = (SELECT id FROM product_of_sku(:search)) LIMIT 1) line

-- One status alone is read in the order of its index.
-- fragment: orders_matching
o.deleted_at IS NULL
AND (:status::order_status[] IS NULL OR CASE WHEN cardinality(:status) = 1 THEN o.status = (:status)[1]
                                             ELSE o.status = ANY (:status) END)
AND (:payment_status::payment_status[] IS NULL
     OR CASE WHEN cardinality(:payment_status) = 1 THEN o.payment_status = (:payment_status)[1]
             ELSE o.payment_status = ANY (:payment_status) END)
AND (:customer_id::bigint IS NULL OR o.customer_id = :customer_id)
AND (:department_id::bigint IS NULL OR o.department_id = :department_id)
AND (:printed::boolean IS NULL OR (o.printed_at IS NOT NULL) = :printed)
AND (:product_id::bigint IS NULL
     OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id AND l.product_id = :product_id))
AND (:sku::text IS NULL
     OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id AND l.product_id = (SELECT id FROM product_of_sku(:sku))))
AND (:country::text IS NULL
     OR country_word(coalesce(o.shipping_address, o.billing_address) ->> 'country') = ANY (country_spellings(:country)))
AND (:changed_since::text IS NULL OR @order_changed_since)
AND (:from::text IS NULL OR o.created_at >= (SELECT @from_moment FROM shop))
AND (:to::text IS NULL OR o.created_at < (SELECT @to_moment FROM shop))
AND (:search::text IS NULL OR CASE WHEN upper(:search) ^@ 'ORD-' THEN o.id = ANY (ARRAY(@orders_by_number_beginning))
                                   ELSE o.id = ANY (ARRAY((@orders_of_customers) UNION ALL (@orders_by_number_end)
                                                          UNION ALL (@orders_by_external_id)
                                                          UNION ALL (@orders_by_tracking) UNION ALL (@orders_by_sku))) END)

-- Which orders the asker may see, list by list, so that each is read in the order of an index: with
-- "mine or my department's" in one condition PostgreSQL reads everybody's, or sorts all of mine.
-- What is searched for is few, and is looked at all at once.
-- fragment: orders_split
:search::text IS NULL AND (:me_role::role < 'manager' OR coalesce(:scope::text = 'me', false))

-- fragment: orders_unsplit
NOT (@orders_split) AND @order_visible AND (:scope IS DISTINCT FROM 'me' OR @order_own)

-- fragment: orders_placed
@orders_split AND o.user_id = :me_id::bigint

-- fragment: orders_received
@orders_split AND o.customer_id = :me_customer_id::bigint

-- fragment: orders_of_department
@orders_split AND :me_role = 'staff' AND :scope IS DISTINCT FROM 'me' AND o.department_id = :me_department_id::bigint

-- name: orders_count :one
-- In the order of an index: what only the newest rows have is not looked for from the oldest on.
SELECT count(*) AS total FROM (
    (SELECT o.id FROM orders o WHERE @orders_unsplit AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_placed AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_received AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_of_department AND @orders_counted)
    LIMIT 10001) counted;

-- fragment: orders_counted
@orders_matching ORDER BY o.created_at DESC, o.id DESC LIMIT 10001

-- fragment: selected_columns
o.id, o.order_number, o.status, o.total, o.currency, o.version

-- name: orders_selection :one
-- What a filter finds at this moment, the first 10,000 of it, to do something with all of them. Each
-- order of the list is read in that of its index; a plan has only the one that is asked for.
WITH found AS MATERIALIZED (
    (SELECT row_number() OVER (ORDER BY o.created_at DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort::text = '-created_at' AND @orders_matching ORDER BY o.created_at DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.created_at, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'created_at' AND @orders_matching ORDER BY o.created_at, o.id LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.order_number DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort = '-order_number' AND @orders_matching ORDER BY o.order_number DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.order_number, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'order_number' AND @orders_matching ORDER BY o.order_number, o.id LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.total DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort = '-total' AND @orders_matching ORDER BY o.total DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.total, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'total' AND @orders_matching ORDER BY o.total, o.id LIMIT 10001)
), taken AS MATERIALIZED (
    SELECT * FROM found WHERE place <= 10000
)
SELECT (SELECT count(*) FROM taken) AS count, (SELECT count(*) > 10000 FROM found) AS capped,
       (SELECT coalesce(json_agg(row_to_json(sums) ORDER BY currency), '[]')
        FROM (SELECT currency, count(*) AS orders, sum(total) AS total FROM taken GROUP BY currency) sums) AS totals,
       (SELECT coalesce(json_agg(id ORDER BY place), '[]') FROM taken) AS ids,
       (SELECT coalesce(json_agg(one ORDER BY place), '[]')
        FROM taken o CROSS JOIN LATERAL (SELECT @selected_columns) one) AS rows;

-- fragment: orders_from_created
@orders_matching AND (:after_key::timestamptz IS NULL OR (o.created_at, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.created_at, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_created :many
SELECT @order_columns FROM (
    (SELECT o.created_at, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_placed AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_received AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_of_department AND @orders_from_created)
    ORDER BY created_at, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.created_at, o.id;

-- fragment: orders_from_created_desc
@orders_matching AND (:after_key::timestamptz IS NULL OR (o.created_at, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.created_at DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_created_desc :many
SELECT @order_columns FROM (
    (SELECT o.created_at, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_placed AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_received AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_of_department AND @orders_from_created_desc)
    ORDER BY created_at DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.created_at DESC, o.id DESC;

-- fragment: orders_from_total
@orders_matching AND (:after_key::numeric IS NULL OR (o.total, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.total, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_total :many
SELECT @order_columns FROM (
    (SELECT o.total, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_placed AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_received AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_of_department AND @orders_from_total)
    ORDER BY total, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.total, o.id;

-- fragment: orders_from_total_desc
@orders_matching AND (:after_key::numeric IS NULL OR (o.total, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.total DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_total_desc :many
SELECT @order_columns FROM (
    (SELECT o.total, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_placed AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_received AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_of_department AND @orders_from_total_desc)
    ORDER BY total DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.total DESC, o.id DESC;

-- fragment: orders_from_number
@orders_matching AND (:after_key::text IS NULL OR (o.order_number, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.order_number, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_number :many
SELECT @order_columns FROM (
    (SELECT o.order_number, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_placed AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_received AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_of_department AND @orders_from_number)
    ORDER BY order_number, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.order_number, o.id;

-- fragment: orders_from_number_desc
@orders_matching AND (:after_key::text IS NULL OR (o.order_number, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.order_number DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_number_desc :many
SELECT @order_columns FROM (
    (SELECT o.order_number, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_placed AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_received AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_of_department AND @orders_from_number_desc)
    ORDER BY order_number DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.order_number DESC, o.id DESC;

-- name: order_history :many
-- Customers see the notes that are theirs: what they wrote, and what was written to them.
SELECT h.id, h.from_status, h.to_status, h.action, h.actor_id,
       coalesce(nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.username) AS actor,
       CASE WHEN :me_role::role >= 'staff' OR h.actor_id = :me_id::bigint OR h.actor_id IS NULL THEN h.note END AS note,
       h.customer_note, h.created_at
FROM order_history h LEFT JOIN users u ON u.id = h.actor_id
WHERE h.order_id = :id::bigint
ORDER BY h.id;

-- name: order_visible :one
SELECT o.id FROM orders o WHERE o.id = :id::bigint AND @order_visible;

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

-- What managers take back others only ask to be taken back.
-- fragment: order_action
CASE WHEN :action = 'return' AND :me_role::role < 'manager' THEN 'request_return' ELSE :action END

-- The order and the move that the action (or the wanted status) stands for; the move's columns
-- are null when the status does not allow it. Where one action has two ends, the later one is
-- named, and the handler chooses. `open` pieces have still to leave, `out` have left and not come
-- back. `holds_stock` and `payable` are so of the order, the columns after them of what it becomes. `permitted` is the action's role: of the move, else what it would take elsewhere (a draft's
-- role last, since more may be done with one).
-- fragment: move_columns
o.id, o.version, o.status, t.action AS move, t.to_status, t.stock_effect, lines.*, s.holds_stock, s.payable,
becomes.holds_stock AS will_hold_stock, becomes.payable AS will_be_payable, becomes.called_off AS calls_off,
o.discount_terms -> 'counted' = 'true' AND s.holds_stock AS holds_code,
:me_role::role >= coalesce(t.least_role,
    (SELECT least_role FROM order_transitions
     WHERE action = @order_action OR (to_status = :status::order_status AND by_status)
     ORDER BY from_status = 'draft', least_role LIMIT 1), 'manager') AS permitted

-- fragment: order_and_move
orders o
CROSS JOIN LATERAL (
    SELECT array_agg(l.product_id ORDER BY l.product_id) AS product_ids,
           sum(l.quantity - l.shipped_quantity - l.cancelled_quantity) AS open,
           sum(l.shipped_quantity - l.returned_quantity) AS out
    FROM order_lines l WHERE l.order_id = o.id) lines
JOIN order_statuses s ON s.status = o.status
LEFT JOIN order_transitions t
    ON t.from_status = o.status AND (t.action = @order_action OR (t.to_status = :status::order_status AND t.by_status))
LEFT JOIN order_statuses becomes ON becomes.status = t.to_status

-- name: order_move_facts :one
SELECT @move_columns FROM @order_and_move
WHERE o.id = :id::bigint AND @order_visible
ORDER BY t.to_status DESC
LIMIT 1;

-- name: order_change_facts :one
-- The same with what pricing needs, the money as it is, and the month whose budget would hold it. Of
-- what was sold the terms stand; a draft's code is judged when it is placed.
SELECT @move_columns, @pricing_columns, CASE WHEN o.status = 'draft' THEN shop.prices_include_tax ELSE o.tax_included END AS tax_included,
       CASE WHEN o.status = 'draft' OR o.shipping_cost = 0 THEN shop.shipping_tax = 'goods' ELSE o.shipping_tax > 0 END AS taxes_shipping,
       o.status <> 'draft' AS is_sold, o.status <> 'draft' AND o.taxes IS NOT NULL AS had_own_money, @discount_columns,
       o.subtotal AS old_subtotal, o.tax AS old_tax, o.shipping_cost AS old_shipping_cost, o.shipping_tax AS old_shipping_tax,
       o.discount AS old_discount, o.taxes AS old_taxes, o.discount_terms AS old_terms, o.total AS old_total, o.currency = shop.currency AS currency_stands,
       o.budget_month IS NOT NULL AS holds_budget,
       coalesce(o.budget_month, date_trunc('month', CASE WHEN o.status = 'draft' THEN now() ELSE o.created_at END
                                                    AT TIME ZONE shop.time_zone)::date) AS budget_month
FROM @order_and_move
CROSS JOIN shop
LEFT JOIN departments dep ON dep.id = o.department_id
LEFT JOIN customers c ON c.id = coalesce(:customer_id::bigint, o.customer_id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN :has_discount::boolean OR :has_discount_code::boolean
                THEN CASE WHEN :discount::jsonb IS NULL THEN :discount_code::text END
                WHEN :action = 'place' THEN o.discount_terms ->> 'code' END AS asked,
           CASE WHEN NOT (:has_discount OR :has_discount_code) THEN coalesce(o.discount_terms,
               CASE WHEN o.discount > 0 THEN jsonb_build_object('kind', 'amount', 'value', o.discount) END) END AS kept) a
LEFT JOIN discount_codes d ON lower(d.code) = lower(a.asked)
CROSS JOIN LATERAL (
    SELECT a.asked, CASE WHEN :discount IS NOT NULL THEN @discount_sent
                         WHEN a.asked IS NULL THEN a.kept
                         WHEN @discount_code_stands THEN @discount_of_code END AS terms) w
WHERE o.id = :id::bigint AND @order_visible
ORDER BY t.to_status DESC
LIMIT 1;

-- Where mails about order o go (mail_recipient, of the buyer): null when they reach nobody.
-- fragment: order_mailed_to
(SELECT found.address
 FROM (SELECT 1) AS one
 LEFT JOIN customers c ON c.id = o.customer_id
 LEFT JOIN users u ON u.is_active AND (u.customer_id = o.customer_id OR o.customer_id IS NULL AND u.id = o.user_id)
 CROSS JOIN LATERAL (SELECT coalesce(nullif(c.email, ''), u.email) AS address) found
 WHERE found.address NOT LIKE '%@orderd.invalid'
   AND NOT EXISTS (SELECT FROM mail_refusals refused
                   WHERE refused.address = lower(found.address) AND refused.refused_at > now() - interval '7 days'))

-- name: order_actions :many
-- Every action of order_transitions, and paying and refunding: whether the asker could do it now,
-- and if not, the first reason in the order in which the request would be refused.
WITH o AS MATERIALIZED (
    SELECT o.* FROM orders o WHERE o.id = :id::bigint AND @order_visible
), money AS (
    SELECT @payment_due AS due, @order_is_payable AS payable,
           (SELECT coalesce(sum(captured - refunded - refunding), 0) FROM payments WHERE order_id = o.id) AS room
    FROM o
), parcels AS (
    SELECT count(*) AS shipments, bool_and(@shipment_is_back) AS kept FROM o JOIN shipments s ON s.order_id = o.id
), sent AS (
    SELECT coalesce(o.shipping_address, o.billing_address) AS address FROM o
), @tax_rates_found, priced AS (
    -- Its lines as placing prices them: as tax_find of taxes.c, and price_today of price.c.
    SELECT l.id, l.product_sku, l.quantity, l.price_reason, p.id AS product_id, p.category_id, p.weight_kg,
           no_rate AND NOT exempt AND (shop.tax_elsewhere = 'refused' OR EXISTS (SELECT FROM rates WHERE taxed_there)) AS refused,
           CASE WHEN shop.prices_include_tax AND (exempt OR no_rate)
                THEN round(p.price / (1 + coalesce(CASE WHEN g.home IS NULL THEN shop.tax_rate ELSE t.home_rate END, 0)), 2)
                ELSE p.price END AS price
    FROM o CROSS JOIN shop
    JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
    LEFT JOIN customers c ON c.id = o.customer_id
    LEFT JOIN going g ON true
    LEFT JOIN rates t ON t.class = p.tax_class
    CROSS JOIN LATERAL (
        SELECT g.home IS NOT NULL AND t.tax_rate IS NULL AS no_rate,
               coalesce(c.tax_exemption = 'exempt' OR c.tax_exemption = 'reverse_charge' AND g.country <> g.home, false) AS exempt) tax
), untaxed AS (
    SELECT string_agg(product_sku, ', ' ORDER BY id) AS lines FROM priced WHERE refused
), code AS (
    SELECT d.kind = 'free_shipping' AS ships_free,
           CASE WHEN NOT (@discount_code_stands) THEN 'unknown_code'
                WHEN @discount_code_spent THEN 'discount_used_up'
                WHEN d.minimum > coalesce((
                    SELECT sum(price * quantity) FROM priced
                    WHERE price_reason IS NULL
                      AND coalesce(category_id = ANY (d.categories), d.categories IS NULL)
                      AND coalesce(product_id = ANY (d.products), d.products IS NULL)), 0) THEN 'discount_minimum' END AS refused
    FROM o CROSS JOIN shop
    LEFT JOIN customers c ON c.id = o.customer_id
    LEFT JOIN discount_codes d ON lower(d.code) = lower(o.discount_terms ->> 'code')
    WHERE o.discount_terms ? 'code'
), too_heavy AS (
    SELECT weight_kg FROM (SELECT sum(coalesce(weight_kg, 0.000) * quantity) AS weight_kg FROM priced) w
    WHERE EXISTS (SELECT FROM shipping_rates) AND NOT EXISTS (SELECT FROM shipping_rates WHERE weights @> w.weight_kg)
      AND NOT coalesce((SELECT ships_free FROM code), false)
), asked AS (
    SELECT count(DISTINCT rt.id) AS returns, bool_or(rt.requested_by = :me_id::bigint) AS mine, sum(rl.quantity) AS pieces
    FROM o JOIN returns rt ON rt.order_id = o.id AND rt.status = 'requested' JOIN return_lines rl ON rl.return_id = rt.id
), lines AS (
    SELECT sum(l.shipped_quantity - l.returned_quantity) - coalesce((SELECT pieces FROM asked), 0) AS out,
           string_agg(l.product_sku, ', ' ORDER BY l.id) FILTER (WHERE NOT p.is_active) AS gone,
           string_agg(l.product_sku, ', ' ORDER BY l.id) FILTER (WHERE l.quantity > p.on_hand - p.reserved) AS short
    FROM o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
), actions AS (
    SELECT DISTINCT ON (action) action, least_role FROM order_transitions
    ORDER BY action, from_status = 'draft', least_role
), judged AS (
    SELECT a.action, coalesce(t.least_role, a.least_role) AS least_role, t.becomes,
           CASE WHEN a.action IN ('reject_return', 'withdraw_return') AND asked.returns = 0
                     OR a.action IN ('mend_shipment', 'undo_shipment') AND parcels.shipments = 0 THEN 'not_found'
                WHEN t.becomes IS NULL THEN 'invalid_transition'
                WHEN a.action = 'place' AND o.currency <> (SELECT currency FROM shop) THEN 'currency_changed'
                WHEN a.action = 'place' AND gone IS NOT NULL THEN 'unknown_product'
                WHEN a.action = 'place' AND (SELECT lines FROM untaxed) IS NOT NULL THEN 'no_tax_rate'
                WHEN a.action = 'place' AND (SELECT refused FROM code) IS NOT NULL THEN (SELECT refused FROM code)
                WHEN a.action = 'place' AND EXISTS (SELECT FROM too_heavy) THEN 'no_shipping_rate'
                WHEN a.action = 'place' AND short IS NOT NULL THEN 'insufficient_stock'
                WHEN a.action IN ('return', 'request_return') AND out <= 0 THEN 'quantity_exceeded'
                WHEN a.action = 'undo_shipment' AND parcels.kept THEN 'quantity_exceeded'
                WHEN a.action = 'withdraw_return' AND NOT asked.mine THEN 'forbidden' END AS code
    FROM o CROSS JOIN lines CROSS JOIN asked CROSS JOIN parcels CROSS JOIN actions a
    CROSS JOIN LATERAL (
        SELECT min(least_role) AS least_role, json_agg(to_status ORDER BY to_status) AS becomes FROM order_transitions
        WHERE from_status = o.status AND action = a.action) t
    WHERE a.action <> 'request_return' OR :me_role::role < 'manager'
    UNION ALL
    SELECT 'receive_return', 'manager', (SELECT json_agg(to_status ORDER BY to_status) FROM order_transitions
                                         WHERE from_status = o.status AND action = 'return'),
           CASE WHEN asked.returns = 0 THEN 'not_found' END
    FROM o, asked
    UNION ALL
    SELECT 'pay', 'customer', json_build_array(o.status),
           CASE WHEN NOT payable THEN 'invalid_transition' WHEN due <= 0 THEN 'nothing_to_pay' END
    FROM o, money
    UNION ALL
    SELECT 'refund', 'manager', json_build_array(o.status), CASE WHEN room <= 0 THEN 'refund_too_high' END FROM o, money
), told AS (
    SELECT action, event FROM o JOIN order_transitions ON from_status = o.status
    UNION VALUES ('return', 'return.created'), ('receive_return', 'return.created'), ('request_return', 'return.requested'),
                 ('reject_return', 'return.rejected'), ('refund', 'payment.refunded')
    UNION SELECT action, 'payment.refunded' FROM money, unnest(ARRAY['cancel', 'reject', 'return', 'receive_return']) AS action WHERE room > 0
), whom AS (
    SELECT @order_mailed_to AS address FROM o
)
SELECT action, c.code IS NULL AS allowed, c.code, CASE c.code
           WHEN 'forbidden' THEN CASE WHEN :me_role < least_role THEN format('This needs the role %s.', least_role)
                                      ELSE 'This is for who asked.' END
           WHEN 'invalid_transition' THEN format('The order is %s; that does not allow this.', o.status)
           WHEN 'currency_changed' THEN format('It is in %s, which is not the shop''s currency any more.', o.currency)
           WHEN 'unknown_product' THEN format('Out of sale: %s.', gone)
           WHEN 'no_tax_rate' THEN format('No tax rate where it goes: %s.', (SELECT lines FROM untaxed))
           WHEN 'unknown_code' THEN 'Its code can''t be used any more.'
           WHEN 'discount_used_up' THEN 'Its code was used as often as it may be.'
           WHEN 'discount_minimum' THEN 'Its lines do not come to what its code asks for.'
           WHEN 'no_shipping_rate' THEN format('No shipping rate covers %s kg.', (SELECT weight_kg FROM too_heavy))
           WHEN 'insufficient_stock' THEN format('Too little in stock: %s.', short)
           WHEN 'quantity_exceeded' THEN 'All that left has come back, or is asked to be taken back.'
           WHEN 'not_found' THEN 'There is nothing of that kind.'
           WHEN 'nothing_to_pay' THEN 'All of it is paid, or about to be.'
           WHEN 'refund_too_high' THEN 'Nothing is paid that could be given back.' END AS detail,
       CASE c.code WHEN 'forbidden' THEN CASE WHEN :me_role < least_role THEN least_role::text END WHEN 'invalid_transition' THEN o.status::text
           WHEN 'currency_changed' THEN o.currency WHEN 'unknown_product' THEN gone WHEN 'no_tax_rate' THEN (SELECT lines FROM untaxed)
           WHEN 'no_shipping_rate' THEN (SELECT weight_kg::text FROM too_heavy) WHEN 'insufficient_stock' THEN short END AS about,
       CASE WHEN judged.code = 'invalid_transition' THEN '[]' ELSE coalesce(becomes, '[]') END AS becomes,
       (SELECT coalesce(json_agg(json_build_object('kind', kind, 'to', address) ORDER BY kind), '[]')
        FROM whom, (SELECT DISTINCT k.kind FROM told JOIN mail_kinds k USING (event), feed
                    WHERE told.action = judged.action AND k.audience = 'customer'
                      AND feed.silent IS NULL AND feed.started_at IS NOT NULL) kinds
        WHERE judged.code IS DISTINCT FROM 'invalid_transition') AS mails,
       CASE WHEN c.code IS NULL THEN CASE action WHEN 'pay' THEN money.due WHEN 'refund' THEN money.room END END AS amount,
       CASE action WHEN 'pay' THEN :provider::text END AS provider
FROM o CROSS JOIN money CROSS JOIN lines CROSS JOIN judged
CROSS JOIN LATERAL (SELECT CASE WHEN :me_role < least_role THEN 'forbidden' ELSE judged.code END AS code) c
ORDER BY action;

-- name: order_lines_named :many
-- The lines that a shipment or a return names, in its order; nulls where the order has no such line.
-- `out` without what somebody asked to be taken back.
WITH theirs AS MATERIALIZED (
    SELECT l.id, l.product_id, l.product_sku, l.quantity - l.shipped_quantity - l.cancelled_quantity AS open,
           l.shipped_quantity - l.returned_quantity
           - coalesce((SELECT sum(rl.quantity) FROM return_lines rl JOIN returns rt ON rt.id = rl.return_id
                       WHERE rl.order_line_id = l.id AND rt.status = 'requested'), 0) AS out
    FROM order_lines l WHERE l.order_id = :id::bigint
)
SELECT i.quantity, i.restock, i.order_line_id AS requested_line_id, i.product_id AS requested_id, i.sku AS requested_sku,
       l.id, l.product_sku, l.open, l.out
FROM @lines_named
ORDER BY i.position;

-- The items that were sent, each with what it names of `theirs`: by one equation, since with three PostgreSQL
-- holds every item to every line.
-- fragment: lines_named
ROWS FROM (jsonb_to_recordset(:items::jsonb)
               AS (order_line_id bigint, product_id bigint, sku text, quantity integer, restock boolean))
    WITH ORDINALITY AS i (order_line_id, product_id, sku, quantity, restock, position)
LEFT JOIN (SELECT theirs.*, name.kind, name.word
           FROM theirs CROSS JOIN LATERAL (VALUES ('line', id::text), ('product', product_id::text), ('sku', product_sku)) AS name (kind, word)) l
    ON (l.kind, l.word) = (CASE WHEN i.order_line_id IS NOT NULL THEN 'line' WHEN i.product_id IS NOT NULL THEN 'product' ELSE 'sku' END,
                           coalesce(i.order_line_id::text, i.product_id::text, i.sku))

-- name: order_lock :exec
-- First of the locks: order, products by id, department's month.
SELECT refuse_unless(count(*) = 1, 'again')
FROM (SELECT FROM orders WHERE id = :id::bigint AND version = :version::integer FOR NO KEY UPDATE) locked;

-- The pieces that have still to leave: all, or what :line_ids and :line_quantities name of them.
-- fragment: order_open_lines
SELECT l.id AS line_id, p.id AS product_id,
       coalesce(w.quantity, l.quantity - l.shipped_quantity - l.cancelled_quantity) AS quantity
FROM order_lines l
JOIN products p ON p.id = l.product_id
LEFT JOIN unnest(:line_ids::bigint[], :line_quantities::integer[]) AS w (line_id, quantity) ON w.line_id = l.id
WHERE l.order_id = :id::bigint AND l.quantity > l.shipped_quantity + l.cancelled_quantity
  AND (:line_ids IS NULL OR w.line_id IS NOT NULL)
ORDER BY p.id
FOR NO KEY UPDATE OF p

-- name: order_release_stock :exec
WITH open AS MATERIALIZED (@order_open_lines), released AS (
    UPDATE products p SET reserved = p.reserved - open.quantity FROM open WHERE p.id = open.product_id
), cancelled AS (
    UPDATE order_lines l SET cancelled_quantity = l.cancelled_quantity + open.quantity FROM open WHERE l.id = open.line_id
)
INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id, request_id)
SELECT product_id, 'release', quantity, :id, :me_id::bigint, :request_id FROM open;

-- name: order_sell_stock :exec
-- What leaves the warehouse together is one shipment.
WITH open AS MATERIALIZED (@order_open_lines), sold AS (
    UPDATE products p SET reserved = p.reserved - open.quantity, on_hand = p.on_hand - open.quantity
    FROM open WHERE p.id = open.product_id
), shipped AS (
    UPDATE order_lines l SET shipped_quantity = l.shipped_quantity + open.quantity FROM open WHERE l.id = open.line_id
), shipment AS (
    INSERT INTO shipments (order_id, carrier, tracking_number) VALUES (:id, :carrier, :tracking_number) RETURNING id
), contents AS (
    INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
    SELECT shipment.id, open.line_id, open.quantity FROM shipment, open
)
INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id, request_id)
SELECT product_id, 'sale', quantity, :id, :me_id::bigint, :request_id FROM open;

-- name: order_move :exec
-- Along one row of order_transitions, with what the new status says of times and budget.
WITH before AS MATERIALIZED (
    SELECT o.id, o.status, o.department_id, o.budget_month, o.total, @order_has_left AS has_left,
           date_trunc('month', o.created_at AT TIME ZONE shop.time_zone)::date AS placed_month
    FROM orders o CROSS JOIN shop WHERE o.id = :id::bigint
), moved AS (
    UPDATE orders o SET
        status          = t.to_status,
        version         = o.version + 1,
        updated_at      = now(),
        confirmed_at    = CASE WHEN t.to_status = 'confirmed' THEN coalesce(o.confirmed_at, now())
                               ELSE o.confirmed_at END,
        shipped_at      = CASE WHEN t.to_status = 'shipped' AND t.from_status <> 'shipped'
                               THEN (SELECT max(s.created_at) FROM shipments s WHERE s.order_id = o.id)
                               WHEN t.action <> 'undo_shipment' THEN o.shipped_at END,
        delivered_at    = CASE WHEN t.action = 'deliver' THEN now() ELSE o.delivered_at END,
        cancelled_at    = CASE WHEN s.called_off THEN now() ELSE o.cancelled_at END,
        deleted_at      = CASE WHEN t.action = 'delete' THEN now() END,
        budget_month    = CASE WHEN s.called_off OR t.action = 'delete' THEN NULL
                               WHEN t.from_status = 'pending_approval' AND o.department_id IS NOT NULL THEN b.placed_month
                               ELSE o.budget_month END,
        internal_notes  = CASE WHEN :has_internal_notes::boolean THEN :internal_notes ELSE o.internal_notes END,
        carrier         = CASE WHEN b.has_left OR s.has_left THEN coalesce(told.carrier, latest.carrier)
                               ELSE coalesce(:carrier, o.carrier) END,
        tracking_number = CASE WHEN b.has_left OR s.has_left THEN coalesce(told.tracking_number, latest.tracking_number)
                               ELSE coalesce(:tracking_number, o.tracking_number) END
    FROM before b
    -- What is told of an order that has left is told of its latest shipment.
    LEFT JOIN (VALUES (:carrier, :tracking_number)) AS told (carrier, tracking_number) ON :move <> 'mend_shipment'
    LEFT JOIN shipments latest ON latest.id = (SELECT max(id) FROM shipments WHERE order_id = b.id)
    JOIN order_transitions t ON t.from_status = b.status AND t.action = :move AND t.to_status = :to_status::order_status
    JOIN order_statuses s ON s.status = t.to_status
    WHERE o.id = b.id AND o.version = :version::integer
    RETURNING @order_o_told, b.status AS from_status, t.event, latest.id AS shipment_id, o.carrier, o.tracking_number
), mended AS (
    UPDATE shipments s SET carrier = moved.carrier, tracking_number = moved.tracking_number
    FROM moved WHERE s.id = moved.shipment_id AND num_nonnulls(:carrier, :tracking_number) > 0
), taken AS (
    INSERT INTO department_months AS m (department_id, month, spent)
    SELECT b.department_id, b.placed_month, b.total
    FROM before b JOIN moved ON moved.id = b.id
    WHERE b.department_id IS NOT NULL AND moved.from_status = 'pending_approval' AND moved.status = 'confirmed'
    ON CONFLICT (department_id, month) DO UPDATE SET spent = m.spent + excluded.spent
), given_back AS (
    -- All of it, or of an order that goes on the cancelled pieces' share of all but shipping.
    UPDATE department_months m SET spent = m.spent - CASE
        WHEN s.called_off OR :move = 'delete' THEN b.total
        ELSE (SELECT gone_worth(b.id, array_agg(l.id), array_agg(-l.returned_quantity))
              FROM order_lines l WHERE l.order_id = b.id) END
    FROM before b JOIN moved ON moved.id = b.id JOIN order_statuses s ON s.status = moved.status
    WHERE m.department_id = b.department_id AND m.month = b.budget_month
      AND (s.called_off OR :move IN ('cancel', 'delete'))
), history AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, actor_id, note, customer_note, request_id)
    SELECT id, from_status, status, :move, :me_id::bigint, :note, :customer_note, :request_id FROM moved
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM moved
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT event, id, @order_payload, :request_id, :trace FROM checked LEFT JOIN moved ON true WHERE checked.ok;
