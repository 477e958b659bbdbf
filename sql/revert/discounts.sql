-- Revert orderd:discounts from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP TRIGGER order_lines_stand ON order_lines;
CREATE TRIGGER order_lines_stand
    BEFORE UPDATE OF order_id, product_id, product_sku, product_name, unit_price, quantity, discount, tax_rate, tax,
                     catalogue_price, price_reason OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION order_lines_stand();
DROP FUNCTION discount_taken(bigint, bigint);
DROP FUNCTION discount_given_back(jsonb);
DROP TABLE discount_guesses, discount_uses, discount_codes;
DROP TYPE discount_kind;
COMMIT;
