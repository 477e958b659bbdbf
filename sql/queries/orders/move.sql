-- An order on its way: what can be done with it, and doing it.

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
