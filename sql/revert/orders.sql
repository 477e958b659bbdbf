-- Revert orderd:orders from pg
BEGIN;
DROP TABLE orderd.order_history, orderd.shipment_lines, orderd.shipments, orderd.order_lines, orderd.orders,
    orderd.order_transitions;
DROP FUNCTION orderd.order_lines_add_up(), orderd.order_move_is_allowed();
DROP TYPE orderd.stock_effect, orderd.payment_status, orderd.order_status;
COMMIT;
