-- Verify orderd:shipping on pg
BEGIN;
SELECT id, name, min_weight_kg, max_weight_kg, weights, price, created_at FROM orderd.shipping_rates WHERE false;
ROLLBACK;
