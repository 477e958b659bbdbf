-- Verify orderd:shipment_ends on pg
BEGIN;
SELECT 1 / count(*) FROM orderd.order_transitions WHERE action = 'undo_shipment';
SELECT 1 / has_table_privilege('orderd_app', 'orderd.shipments', 'DELETE')::int;
ROLLBACK;
