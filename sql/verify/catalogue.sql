-- Verify orderd:catalogue on pg
BEGIN;
SELECT id, name, description FROM orderd.categories WHERE false;
SELECT id, sku, name, description, price, category_id, on_hand, reserved, low_stock_threshold, weight_kg, is_active, version
FROM orderd.products WHERE false;
ROLLBACK;
