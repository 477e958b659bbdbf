-- Verify orderd:settings on pg
BEGIN;
SELECT key, value, kind, description, updated_at FROM orderd.settings WHERE false;
SELECT 1 / (tax_rate IS NOT NULL)::int FROM orderd.shop;
ROLLBACK;
