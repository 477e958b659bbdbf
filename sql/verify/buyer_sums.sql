-- Verify orderd:buyer_sums on pg
BEGIN;
SELECT buyers FROM orderd.summed WHERE false;
SELECT summed_id, id, customer_id, country, currency, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded
FROM orderd.buyer_sums WHERE false;
SELECT 1 / count(*) FROM pg_trigger WHERE tgname = 'orders_buyer_marked';
ROLLBACK;
