-- Deploy orderd:shipment_ends to pg

BEGIN;
SET LOCAL search_path = orderd;

INSERT INTO order_transitions (from_status, to_status, action, least_role, event, stock_effect, by_status) VALUES
    ('partially_shipped', 'partially_shipped', 'mend_shipment', 'manager', 'order.updated', 'none', false),
    ('shipped',           'shipped',           'mend_shipment', 'manager', 'order.updated', 'none', false),
    ('partially_shipped', 'confirmed',         'undo_shipment', 'manager', 'order.updated', 'none', false),
    ('partially_shipped', 'processing',        'undo_shipment', 'manager', 'order.updated', 'none', false),
    ('partially_shipped', 'partially_shipped', 'undo_shipment', 'manager', 'order.updated', 'none', false),
    ('shipped',           'confirmed',         'undo_shipment', 'manager', 'order.updated', 'none', false),
    ('shipped',           'processing',        'undo_shipment', 'manager', 'order.updated', 'none', false),
    ('shipped',           'partially_shipped', 'undo_shipment', 'manager', 'order.updated', 'none', false);

GRANT UPDATE (carrier, tracking_number), DELETE ON shipments TO orderd_app;
GRANT DELETE ON shipment_lines TO orderd_app;

COMMIT;
