-- Deploy orderd:order_parts to pg

BEGIN;
SET LOCAL search_path = orderd;

-- In functions, since a subselect costs every reading of an order its setting up, and most orders
-- have neither: a third of the time of reading one.
CREATE FUNCTION shipments_of(order_id bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(shipment) ORDER BY shipment.id), '[]')
        FROM (SELECT s.id, s.carrier, s.tracking_number, s.created_at,
                     (SELECT json_agg(json_build_object('order_line_id', sl.order_line_id, 'quantity', sl.quantity)
                                      ORDER BY sl.order_line_id)
                      FROM shipment_lines sl WHERE sl.shipment_id = s.id) AS items
              FROM shipments s WHERE s.order_id = shipments_of.order_id) shipment);
END
$$;
COMMENT ON FUNCTION shipments_of IS 'The shipments of an order with their lines, as they are replied.';

CREATE FUNCTION returns_of(order_id bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(back) ORDER BY back.id), '[]')
        FROM (SELECT rt.id, rt.status, rt.reason, rt.refund_amount, rt.created_at, rt.received_at,
                     (SELECT json_agg(json_build_object('order_line_id', rl.order_line_id, 'quantity', rl.quantity,
                                                        'restock', rl.restock) ORDER BY rl.order_line_id)
                      FROM return_lines rl WHERE rl.return_id = rt.id) AS items
              FROM returns rt WHERE rt.order_id = returns_of.order_id) back);
END
$$;
COMMENT ON FUNCTION returns_of IS 'The returns of an order with their lines, as they are replied.';

COMMIT;
