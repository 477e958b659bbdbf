-- Verify orderd:line_money on pg
BEGIN;
SELECT tax_included, shipping_tax, taxes, discount_terms FROM orderd.orders WHERE false;
SELECT discount, tax_rate, tax, catalogue_price, price_reason FROM orderd.order_lines WHERE false;
SELECT 'orderd.gone_worth(bigint, bigint[], integer[])'::regprocedure;
SELECT 1 / count(*) FROM pg_constraint WHERE conname = 'orders_total_adds_up' AND convalidated;
ROLLBACK;
