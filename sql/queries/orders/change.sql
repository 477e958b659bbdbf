-- Changing orders that have not left, and drafts, which reserve nothing.

-- name: drafts_bound :exec
SELECT refuse_unless(count(*) < 100, 'too_many_drafts')
FROM orders WHERE user_id = :me_id::bigint AND status = 'draft' AND deleted_at IS NULL;

-- name: order_draft :exec
-- An order that is only noted down: at today's prices, which do not bind.
WITH @buyer, drafted AS (
    INSERT INTO orders (id, order_number, status, user_id, customer_id, customer, department_id, @order_money_columns, currency,
                        shipping_address, billing_address, payment_method, shipping_method, customer_notes, languages)
    VALUES (:id::bigint, :order_number, 'draft', :me_id::bigint, :order_customer_id, (SELECT customer FROM buyer),
            :me_department_id::bigint, @order_money, :currency, :shipping_address::jsonb, coalesce(:billing_address, :shipping_address)::jsonb, :payment_method,
            :shipping_method, :customer_notes, :languages)
    RETURNING @order_told, NULL AS from_status
), lines AS (
    INSERT INTO order_lines (@line_columns)
    SELECT drafted.id, p.id, p.sku, p.name, w.price, w.quantity, w.discount, w.tax_rate, w.tax, w.catalogue_price, w.price_reason
    FROM drafted
    CROSS JOIN @lines_bound
    JOIN products p ON p.id = w.product_id
    ORDER BY w.position
), history AS (
    INSERT INTO order_history (order_id, to_status, action, actor_id, note, request_id)
    SELECT id, status, 'draft', :me_id, left(:price_note, 2000), :request_id FROM drafted
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'order.drafted', id, @order_payload, :request_id, :trace FROM drafted;

-- name: order_stock_lock :exec flush
-- As stock_lock, for the products that the order has or will have.
SELECT set_config('synchronous_commit', 'off', true), @lock_product
FROM (SELECT key, count(*) OVER () AS locks
      FROM (SELECT DISTINCT @product_key AS key
            FROM (SELECT product_id FROM order_lines WHERE order_id = :id::bigint
                  UNION ALL SELECT unnest(:product_ids::bigint[])) AS of_both (id)) AS keys
      ORDER BY key) AS products
WHERE NOT coalesce(:row_locks_alone::boolean, false) AND locks <= @locks_most;

-- name: order_reline :exec
-- The lines become those that are wanted; what is not kept as it was sold is held to today's catalogue. What was reserved for the old ones
-- (unless it was a draft) becomes what the new ones need (unless it stays one).
WITH old AS MATERIALIZED (
    SELECT product_id AS id, quantity FROM order_lines WHERE order_id = :id::bigint
), wanted AS MATERIALIZED (
    SELECT * FROM @lines_bound
), locked AS MATERIALIZED (
    SELECT id, sku, name, price, is_active, on_hand - reserved AS available FROM products
    WHERE id IN (SELECT id FROM old UNION ALL SELECT product_id FROM wanted)
    ORDER BY id FOR NO KEY UPDATE
), change AS MATERIALIZED (
    SELECT p.id, p.sku, p.name, p.available, w.*, w.quantity IS NOT NULL AND coalesce(w.today = p.price, true) AND p.is_active AS for_sale,
           CASE WHEN :reserves::boolean THEN coalesce(w.quantity, 0) ELSE 0 END
           - CASE WHEN :was_reserved::boolean THEN coalesce(old.quantity, 0) ELSE 0 END AS more
    FROM locked p LEFT JOIN wanted w ON w.product_id = p.id LEFT JOIN old ON old.id = p.id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) FILTER (WHERE for_sale AND more <= greatest(available, 0)) = cardinality(:product_ids),
                         'again') AS ok
    FROM change
), stocked AS (
    UPDATE products p SET reserved = p.reserved + c.more
    FROM change c, checked WHERE p.id = c.id AND c.more <> 0 AND checked.ok
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, order_id, actor_id, request_id)
    SELECT id, CASE WHEN more > 0 THEN 'reserve' ELSE 'release' END::movement_kind, abs(more), :id, :me_id::bigint, :request_id
    FROM change WHERE more <> 0
), dropped AS (
    DELETE FROM order_lines l USING change c WHERE l.order_id = :id AND l.product_id = c.id AND c.quantity IS NULL
), kept AS (
    UPDATE order_lines l
    SET product_sku = CASE WHEN c.today IS NULL THEN l.product_sku ELSE c.sku END,
        product_name = CASE WHEN c.today IS NULL THEN l.product_name ELSE c.name END,
        unit_price = c.price, quantity = c.quantity, discount = c.discount, tax_rate = c.tax_rate, tax = c.tax,
        catalogue_price = c.catalogue_price, price_reason = c.price_reason
    FROM change c WHERE l.order_id = :id AND l.product_id = c.id AND c.quantity IS NOT NULL
)
INSERT INTO order_lines (@line_columns)
SELECT :id, c.id, c.sku, c.name, c.price, c.quantity, c.discount, c.tax_rate, c.tax, c.catalogue_price, c.price_reason
FROM change c WHERE c.quantity IS NOT NULL AND c.id NOT IN (SELECT id FROM old)
ORDER BY c.position;

-- name: department_month_ensure :exec
-- The row that counts the budget, so that order_change need only update it.
INSERT INTO department_months (department_id, month, spent)
SELECT department_id, :budget_month::date, 0 FROM orders WHERE id = :id::bigint
ON CONFLICT DO NOTHING;

-- name: order_change :exec
-- The fields that were sent and the money that follows. takes_budget: the department's month
-- counts :budget_change more, up to :budget_limit (null: whatever it comes to); when that is not
-- left, or needs_approval says so, the order gives back what it held and waits for approval.
WITH before AS MATERIALIZED (
    SELECT id, status, department_id, budget_month, total FROM orders WHERE id = :id::bigint
), taken AS (
    UPDATE department_months m SET spent = m.spent + :budget_change
    FROM before b
    WHERE :takes_budget::boolean AND m.department_id = b.department_id AND m.month = :budget_month::date
      AND (:budget_limit::numeric IS NULL OR :budget_change::numeric <= 0 OR m.spent + :budget_change <= :budget_limit)
    RETURNING m.month
), policy AS MATERIALIZED (
    SELECT :needs_approval::boolean OR (:takes_budget AND NOT EXISTS (SELECT FROM taken)) AS waits
), given_back AS (
    UPDATE department_months m SET spent = m.spent - b.total
    FROM before b, policy
    WHERE policy.waits AND m.department_id = b.department_id AND m.month = b.budget_month
), @buyer, changed AS (
    UPDATE orders o SET
        status           = CASE WHEN waits THEN 'pending_approval' ELSE :to_status::order_status END,
        budget_month     = CASE WHEN waits THEN NULL WHEN :takes_budget THEN :budget_month ELSE o.budget_month END,
        customer_id      = CASE WHEN :has_customer_id::boolean THEN :order_customer_id ELSE o.customer_id END,
        customer         = CASE WHEN :has_customer_id THEN (SELECT customer FROM buyer) ELSE o.customer END,
        (@order_money_columns) = ROW (@order_money),
        payment_status   = CASE WHEN :total = 0 THEN 'paid' ELSE o.payment_status END,
        shipping_address = coalesce(:shipping_address::jsonb, o.shipping_address),
        billing_address  = coalesce(:billing_address::jsonb, o.billing_address),
        payment_method   = coalesce(:payment_method, o.payment_method),
        shipping_method  = coalesce(:shipping_method, o.shipping_method),
        customer_notes   = CASE WHEN :has_customer_notes::boolean THEN :customer_notes ELSE o.customer_notes END,
        internal_notes   = CASE WHEN :has_internal_notes::boolean THEN :internal_notes ELSE o.internal_notes END,
        carrier          = CASE WHEN :has_carrier::boolean THEN :carrier ELSE o.carrier END,
        tracking_number  = CASE WHEN :has_tracking_number::boolean THEN :tracking_number ELSE o.tracking_number END,
        created_at       = CASE WHEN :move = 'place' THEN now() ELSE o.created_at END,
        version          = o.version + 1,
        updated_at       = now()
    FROM before b, policy
    WHERE o.id = b.id AND o.version = :version::integer
    RETURNING @order_o_told, o.carrier, o.tracking_number, b.status AS from_status
), mended AS (
    -- The order's own tracking is that of its latest shipment.
    UPDATE shipments s SET carrier = changed.carrier, tracking_number = changed.tracking_number
    FROM changed
    WHERE (:has_carrier OR :has_tracking_number)
      AND s.id = (SELECT max(id) FROM shipments WHERE order_id = changed.id)
), history AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, actor_id, note, customer_note, request_id)
    SELECT id, from_status, status, :move, :me_id::bigint, left(nullif(concat_ws(chr(10), :note::text, :price_note::text), ''), 2000),
           :customer_note, :request_id
    FROM changed
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM changed
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT (SELECT event FROM order_transitions t
        WHERE t.from_status = c.from_status AND t.action = :move AND t.to_status = c.status),
       id, @order_payload, :request_id, :trace
FROM checked LEFT JOIN changed c ON true WHERE checked.ok;

-- name: orders_expire :one
-- The oldest unpaid orders that are past the shop's setting are cancelled, a hundred at a time, as
-- nobody's doing; a payment that has begun holds an order. Bulk work: row locks alone, in the usual order.
WITH due AS MATERIALIZED (
    SELECT o.id, o.department_id, o.budget_month, o.total, o.discount_terms FROM orders o
    WHERE o.status = 'pending' AND o.payment_status IN ('pending', 'failed') AND o.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM payments p WHERE p.order_id = o.id AND p.status NOT IN ('failed', 'voided'))
      AND o.created_at < now() - make_interval(secs => (SELECT unpaid_order_seconds FROM shop))
    ORDER BY o.created_at LIMIT 100
    FOR NO KEY UPDATE SKIP LOCKED
), open AS MATERIALIZED (
    SELECT l.id, l.order_id, l.product_id, l.quantity - l.shipped_quantity - l.cancelled_quantity AS quantity
    FROM order_lines l JOIN due ON due.id = l.order_id
), locked AS MATERIALIZED (
    SELECT id FROM products WHERE id IN (SELECT product_id FROM open) ORDER BY id FOR NO KEY UPDATE
), released AS (
    UPDATE products p SET reserved = p.reserved - s.quantity
    FROM (SELECT product_id, sum(quantity)::integer AS quantity FROM open GROUP BY product_id) s
    JOIN locked ON locked.id = s.product_id
    WHERE p.id = s.product_id
), cancelled AS (
    UPDATE order_lines l SET cancelled_quantity = l.cancelled_quantity + open.quantity FROM open WHERE l.id = open.id
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, order_id)
    SELECT product_id, 'release', quantity, order_id FROM open
), codes AS MATERIALIZED (
    SELECT count(discount_given_back(terms)) AS given_back
    FROM (SELECT discount_terms AS terms FROM due WHERE (SELECT count(*) FROM locked) >= 0
          ORDER BY (discount_terms ->> 'code_id')::bigint) held
), given_back AS (
    UPDATE department_months m SET spent = m.spent - held.total
    FROM codes, (SELECT department_id, budget_month, sum(total) AS total FROM due GROUP BY department_id, budget_month) held
    WHERE m.department_id = held.department_id AND m.month = held.budget_month
), expired AS (
    UPDATE orders o
    SET status = 'cancelled', version = o.version + 1, updated_at = now(), cancelled_at = now(), budget_month = NULL
    FROM due, codes WHERE o.id = due.id AND codes.given_back >= 0 -- read here, since not every order has a month
    RETURNING @order_o_told, 'pending' AS from_status
), history AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, note)
    SELECT id, 'pending', status, 'expire', 'Not paid in time' FROM expired
), told AS (
    INSERT INTO outbox (event, subject_id, payload) SELECT 'order.cancelled', id, @order_payload FROM expired
)
SELECT count(*) AS gone FROM expired;
