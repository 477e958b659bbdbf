-- Slips: what they say, and that they were printed.

-- fragment: printing_of
SELECT unnest(:order_ids::bigint[]) AS id
UNION SELECT order_id FROM shipments WHERE id = ANY (:shipment_ids::bigint[])

-- name: orders_slips :many
-- Nothing of it has a price.
SELECT o.id, o.order_number, o.status, o.customer,
       (SELECT json_agg(line ORDER BY line.id)
        FROM (SELECT l.id, l.product_sku, l.product_name, l.quantity, l.shipped_quantity, l.cancelled_quantity
              FROM order_lines l WHERE l.order_id = o.id) line) AS items,
       CASE WHEN @order_has_left THEN shipments_of(o.id) ELSE '[]' END AS shipments,
       o.shipping_address, o.customer_notes, o.printed_at, o.created_at
FROM (@printing_of) named JOIN orders o ON o.id = named.id
WHERE o.deleted_at IS NULL
ORDER BY o.id;

-- name: printing_new :one
-- With the place of the first that is not there.
SELECT nextval('printings_id_seq') AS new_id,
       (SELECT min(w.position) - 1 FROM unnest(:order_ids::bigint[]) WITH ORDINALITY AS w (id, position)
        WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = w.id AND o.deleted_at IS NULL)) AS unknown_order,
       (SELECT min(w.position) - 1 FROM unnest(:shipment_ids::bigint[]) WITH ORDINALITY AS w (id, position)
        WHERE NOT EXISTS (SELECT FROM shipments s WHERE s.id = w.id)) AS unknown_shipment;

-- name: orders_printed :exec
-- It is no change of the order: whoever edits it meanwhile is not held up, so its version stays.
WITH named AS (
    @printing_of
), locked AS MATERIALIZED (
    SELECT o.id FROM orders o JOIN named ON named.id = o.id WHERE o.deleted_at IS NULL ORDER BY o.id FOR NO KEY UPDATE OF o
), printed AS (
    UPDATE orders o SET printed_at = now(), updated_at = now() FROM locked WHERE o.id = locked.id RETURNING o.id, o.status
), noted AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, actor_id, request_id)
    SELECT id, status, status, 'print', :me_id::bigint, :request_id FROM printed
)
INSERT INTO printings (id, actor_id, orders)
SELECT :id::bigint, :me_id, count(*) FROM printed
HAVING refuse_unless(count(*) = (SELECT count(*) FROM named), 'again');

-- name: printing_get :one
SELECT id, orders, created_at FROM printings WHERE id = :id::bigint;
