-- Revert orderd:shipment_ends from pg
BEGIN;
REVOKE UPDATE (carrier, tracking_number), DELETE ON orderd.shipments FROM orderd_app;
REVOKE DELETE ON orderd.shipment_lines FROM orderd_app;
DELETE FROM orderd.order_transitions WHERE action IN ('mend_shipment', 'undo_shipment');
COMMIT;
