-- Customers: the parties orders are for.

-- fragment: customer_columns
c.id, c.first_name, c.last_name, c.email, c.phone, c.address, c.vat_id, c.vat_id_confirmed_at, c.tax_exemption, c.tax_note,
c.external_id, c.version, c.created_at, c.updated_at

-- fragment: customers_matching
(:search::text IS NULL OR @search_fits)

-- name: customers_count :one
SELECT count(*) AS total FROM (SELECT FROM customers c WHERE @customers_matching LIMIT 10001) counted;

-- name: customers_by_id :many
SELECT @customer_columns FROM customers c
WHERE @customers_matching AND (:after_key::bigint IS NULL OR c.id > :after_id::bigint)
ORDER BY c.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: customers_by_id_desc :many
SELECT @customer_columns FROM customers c
WHERE @customers_matching AND (:after_key::bigint IS NULL OR c.id < :after_id::bigint)
ORDER BY c.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- By family name; the same as the index customers_name.
-- fragment: customer_name
lower(coalesce(c.last_name, '') || ' ' || coalesce(c.first_name, ''))

-- name: customers_by_name :many
SELECT @customer_columns, @customer_name AS _name FROM customers c
WHERE @customers_matching AND (:after_key::text IS NULL OR (@customer_name, c.id) > (:after_key, :after_id::bigint))
ORDER BY @customer_name, c.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: customers_by_name_desc :many
SELECT @customer_columns, @customer_name AS _name FROM customers c
WHERE @customers_matching AND (:after_key::text IS NULL OR (@customer_name, c.id) < (:after_key, :after_id::bigint))
ORDER BY @customer_name DESC, c.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: customer_get :one
SELECT @customer_columns FROM customers c WHERE c.id = :id::bigint;

-- name: customer_figures :one
-- Of the orders that the asker may see.
WITH o AS MATERIALIZED (
    SELECT o.id, o.order_number, o.status, o.payment_status, o.total, o.currency, o.created_at,
           s.sold, NOT s.ended AS open
    FROM orders o JOIN order_statuses s ON s.status = o.status
    WHERE o.customer_id = :id::bigint AND o.status <> 'draft' AND @order_visible
)
SELECT (SELECT count(*) FROM o) AS orders, (SELECT count(*) FROM o WHERE open) AS open_orders,
       (SELECT coalesce(json_agg(row_to_json(sums) ORDER BY currency), '[]')
        FROM (SELECT currency, count(*) AS orders, sum(total) AS total FROM o WHERE sold GROUP BY currency) sums) AS totals,
       (SELECT row_to_json(newest)
        FROM (SELECT id, order_number, status, payment_status, total, currency, created_at FROM o
              ORDER BY created_at DESC, id DESC LIMIT 1) newest) AS last_order;

-- name: customer_new :one
SELECT nextval('customers_id_seq') AS new_id;

-- name: customer_create :exec
INSERT INTO customers (id, first_name, last_name, email, phone, address, vat_id, vat_id_confirmed_at, tax_exemption, tax_note)
    OVERRIDING SYSTEM VALUE
VALUES (:id::bigint, :first_name, :last_name, :email, :phone, :address::jsonb, :vat_id::text, CASE WHEN :vat_id IS NOT NULL THEN now() END,
        coalesce(:tax_exemption::tax_exemption, 'none'), :tax_note);

-- name: customer_update :exec
WITH updated AS (
    UPDATE customers SET
        first_name = coalesce(:first_name, first_name),
        last_name  = coalesce(:last_name, last_name),
        email      = CASE WHEN :has_email::boolean THEN :email ELSE email END,
        phone      = CASE WHEN :has_phone::boolean THEN :phone ELSE phone END,
        address    = CASE WHEN :has_address::boolean THEN :address::jsonb ELSE address END,
        vat_id     = CASE WHEN :has_vat_id::boolean THEN :vat_id::text ELSE vat_id END,
        vat_id_confirmed_at = CASE WHEN NOT :has_vat_id THEN vat_id_confirmed_at WHEN :vat_id IS NOT NULL THEN now() END,
        tax_exemption = coalesce(:tax_exemption::tax_exemption, tax_exemption),
        tax_note   = CASE WHEN :has_tax_note::boolean THEN :tax_note ELSE tax_note END,
        version    = version + 1,
        updated_at = now()
    WHERE id = :id::bigint AND version = :version::integer
    RETURNING id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM updated;

-- name: customer_delete :exec
WITH deleted AS (
    DELETE FROM customers c
    WHERE c.id = :id::bigint AND c.version = :version::integer
      AND refuse_unless(NOT EXISTS (SELECT FROM orders WHERE customer_id = c.id), 'customer_has_orders')
      AND refuse_unless(NOT EXISTS (SELECT FROM users WHERE customer_id = c.id), 'customer_has_user')
    RETURNING c.id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM deleted
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'customer.deleted', :me_id::bigint, deleted.id, :remote_address::inet, :request_id
FROM checked LEFT JOIN deleted ON true WHERE checked.ok;

-- name: customer_exported :exec
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
VALUES ('customer.exported', :me_id::bigint, :id::bigint, :remote_address::inet, :request_id);

-- name: customer_export :one
-- All that is held about one person, in one document.
SELECT now() AS exported_at,
       (SELECT row_to_json(x) FROM (SELECT @customer_columns) x) AS customer,
       (SELECT row_to_json(x) FROM (
            SELECT u.id, u.email, u.username, u.first_name, u.last_name, u.role, u.is_active, u.created_at
            FROM users u WHERE u.customer_id = c.id) x) AS user,
       coalesce((SELECT json_agg(row_to_json(x) ORDER BY x.created_at) FROM (
            SELECT s.id, s.address, s.user_agent, s.created_at, s.last_used_at, s.expires_at, s.revoked_at
            FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.customer_id = c.id) x), '[]') AS sessions,
       coalesce((SELECT json_agg(row_to_json(x) ORDER BY x.id) FROM (
            SELECT @api_key_columns, k.revoked_at
            FROM api_keys k JOIN users u ON u.id = k.user_id WHERE u.customer_id = c.id) x), '[]') AS api_keys,
       coalesce((SELECT json_agg(row_to_json(x) ORDER BY x.id) FROM (
            SELECT o.id, o.order_number, o.status, o.payment_status, o.customer, o.shipping_address, o.billing_address,
                   o.customer_notes, o.payment_method, o.shipping_method, o.carrier, o.tracking_number, o.subtotal,
                   o.discount, o.tax, o.shipping_cost, o.total, o.currency, o.created_at,
                   (SELECT json_agg(row_to_json(y) ORDER BY y.id) FROM (
                        SELECT l.id, l.product_sku, l.product_name, l.unit_price, l.quantity, l.subtotal
                        FROM order_lines l WHERE l.order_id = o.id) y) AS items,
                   shipments_of(o.id) AS shipments, returns_of(o.id) AS returns,
                   coalesce((SELECT json_agg(row_to_json(y) ORDER BY y.id) FROM (
                        SELECT p.id, p.provider, p.method, p.status, p.amount, p.captured, p.refunded, p.created_at
                        FROM payments p WHERE p.order_id = o.id) y), '[]') AS payments
            FROM orders o WHERE o.customer_id = c.id) x), '[]') AS orders
FROM customers c WHERE c.id = :id::bigint;
