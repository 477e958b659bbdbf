-- Revert orderd:order_changes from pg
BEGIN;
SET LOCAL search_path = orderd;
REVOKE DELETE, UPDATE (product_sku, product_name, unit_price, quantity) ON order_lines FROM orderd_app;
REVOKE UPDATE (customer_id, subtotal, tax, shipping_cost, total, payment_method, shipping_method, internal_notes,
               created_at) ON orders FROM orderd_app;
DROP FUNCTION constraints_hold;
DROP TRIGGER order_lines_added_add_up ON order_lines;
DROP FUNCTION order_line_added;
DROP TRIGGER order_lines_stand ON order_lines;
DROP FUNCTION order_lines_stand;
ALTER TABLE orders DROP deleted_at;
DELETE FROM order_transitions WHERE action IN ('edit', 'annotate', 'place', 'delete') OR from_status = 'draft';
COMMIT;
