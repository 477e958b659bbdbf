-- An order: what it shows, and to whom.

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
