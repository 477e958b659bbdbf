-- Verify orderd:orders on pg
BEGIN;
SELECT id, order_number, status, payment_status, user_id, customer_id, customer, department_id, budget_month, subtotal,
       discount, tax, shipping_cost, total, currency, version FROM orderd.orders WHERE false;
SELECT id, order_id, product_id, product_sku, product_name, unit_price, quantity, shipped_quantity, returned_quantity,
       subtotal FROM orderd.order_lines WHERE false;
SELECT id, order_id, carrier, tracking_number FROM orderd.shipments WHERE false;
SELECT shipment_id, order_line_id, quantity FROM orderd.shipment_lines WHERE false;
SELECT id, order_id, from_status, to_status, action, actor_id, note FROM orderd.order_history WHERE false;
SELECT 1 / (count(*) > 0)::int FROM orderd.order_transitions;
ROLLBACK;
