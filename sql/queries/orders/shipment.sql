-- Shipments that are mended or undone.

-- What of order o's shipment s has come back, or is asked to: then it was no mistake.
-- fragment: shipment_is_back
EXISTS (SELECT FROM shipment_lines sl JOIN order_lines l ON l.id = sl.order_line_id
        WHERE sl.shipment_id = s.id
          AND l.shipped_quantity - sl.quantity
              < l.returned_quantity
                + coalesce((SELECT sum(rl.quantity) FROM return_lines rl JOIN returns rt ON rt.id = rl.return_id
                            WHERE rl.order_line_id = l.id AND rt.status = 'requested'), 0))

-- name: shipment_get :one
-- And what becomes of the order without it: what it was before the first one left.
SELECT s.id AS shipment_id, @shipment_is_back AS is_back,
       CASE WHEN EXISTS (SELECT FROM shipments rest WHERE rest.order_id = s.order_id AND rest.id <> s.id)
            THEN 'partially_shipped'
            WHEN EXISTS (SELECT FROM order_history h WHERE h.order_id = s.order_id AND h.to_status = 'processing')
            THEN 'processing' ELSE 'confirmed' END AS becomes
FROM shipments s WHERE s.id = :shipment_id::bigint AND s.order_id = :id::bigint;

-- name: shipment_mend :exec
UPDATE shipments SET
    carrier         = CASE WHEN :has_carrier::boolean THEN :carrier ELSE carrier END,
    tracking_number = CASE WHEN :has_tracking_number::boolean THEN :tracking_number ELSE tracking_number END
WHERE id = :shipment_id::bigint;

-- name: shipment_undo :exec
-- Its pieces are on hand and reserved again.
WITH undone AS MATERIALIZED (
    SELECT p.id AS product_id, l.id AS line_id, sl.quantity
    FROM shipment_lines sl JOIN order_lines l ON l.id = sl.order_line_id JOIN products p ON p.id = l.product_id
    WHERE sl.shipment_id = :shipment_id::bigint AND l.order_id = :id::bigint
    ORDER BY p.id FOR NO KEY UPDATE OF p
), stocked AS (
    UPDATE products p SET on_hand = p.on_hand + u.quantity, reserved = p.reserved + u.quantity
    FROM undone u WHERE p.id = u.product_id
), counted AS (
    UPDATE order_lines l SET shipped_quantity = l.shipped_quantity - u.quantity FROM undone u WHERE l.id = u.line_id
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, order_id, actor_id, request_id)
    SELECT u.product_id, k.kind, u.quantity, 'Shipment undone', :id, :me_id::bigint, :request_id
    FROM undone u, unnest('{return,reserve}'::movement_kind[]) AS k (kind)
), contents AS (
    DELETE FROM shipment_lines WHERE shipment_id = :shipment_id RETURNING shipment_id
)
DELETE FROM shipments WHERE id IN (SELECT shipment_id FROM contents);
