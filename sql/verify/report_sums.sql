-- Verify orderd:report_sums on pg
BEGIN;
SELECT id, grain, starts, span FROM orderd.summed WHERE false;
SELECT summed_id, id, day, status, currency, department_id, code, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded
FROM orderd.sale_sums WHERE false;
SELECT summed_id, product_id, currency, orders, quantity, returned_quantity, gross, discount, tax, tax_in_prices, refunded
FROM orderd.product_sums WHERE false;
SELECT at, id FROM orderd.sum_marks WHERE false;
SELECT 1 / (count(*) >= 13)::int FROM pg_trigger WHERE tgfoid = 'orderd.mark_entries()'::regprocedure;
ROLLBACK;
